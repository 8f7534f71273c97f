import Link from "next/link";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, cpu, quantityText } from "@/lib/format.ts";
import {
  ARTICLE,
  type HeadlineCase,
  headlineCases,
  waypointsForArticle,
} from "@/lib/savings/headline.ts";
import { publishedById } from "@/lib/savings/published.ts";

/** "About 70 % saved at 500 pods on 3 nodes", as the model sees it, and why the two differ. */
export function ArticleCase({ locale }: { locale: string }) {
  const [source] = publishedById("article-claims").sources;
  return (
    <Card aria-labelledby="article-case">
      <CardHeader
        id="article-case"
        title={"The article's case: 500 pods on 3 nodes, about 70\u00a0% saved"}
        note="a published claim whose method is unknown, never an expectation"
      />
      <CardBody className="flex flex-col gap-3">
        <p className="max-w-prose text-ink-soft">
          With published figures the model gives 90 to 99.9 % of memory for a fleet that needs no
          waypoints, and 87 to 96 % with 10 to 25 pairs of them. About 70 % appears only where some{" "}
          {waypointsForArticle("usage")} waypoint pods remain (C), where 30 % of the pods keep their
          sidecars (F), or where use is compared with requests (E). The one published pair that
          gives exactly 70 % is CPU under load (H). {ARTICLE.pods} pods on {ARTICLE.nodes} nodes are
          also more than the usual limit of 110 pods on a node.{" "}
          {source ? (
            <a className="link" href={source} rel="noreferrer">
              The project's own statement
            </a>
          ) : null}
          .{" "}
          <Link className="link" href="?view=savings&case=article" replace scroll={false}>
            Put this case through the model above
          </Link>
          .
        </p>
      </CardBody>
      <Table reachable label="Readings of the article's case" className="border-t">
        <TableHead>
          <tr>
            <HeadCell>Case</HeadCell>
            <HeadCell className="max-sm:hidden">Basis</HeadCell>
            <HeadCell numeric className="max-sm:hidden">
              Sidecars
            </HeadCell>
            <HeadCell numeric className="max-sm:hidden">
              Ambient
            </HeadCell>
            <HeadCell numeric>Saved</HeadCell>
            <HeadCell numeric className="max-sm:hidden">
              From 70 %
            </HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {headlineCases().map((each) => (
            <Row key={each.id}>
              <Cell className="sm:min-w-56">
                <p>
                  <span className="font-semibold">{each.id}</span> {each.title}
                </p>
                <p className="text-ink-faint text-xs">
                  {each.inputs}. {each.remark}
                </p>
                <p className="text-ink-soft text-xs sm:hidden">
                  {each.basis}: {amount(each, each.sidecar, locale)} →{" "}
                  {amount(each, each.ambient, locale)}
                </p>
              </Cell>
              <Cell className="max-sm:hidden">
                <Chip tone={each.basis === "mixed" ? "warning" : "plain"}>
                  {each.basis === "mixed" ? "mixed" : each.basis}
                </Chip>
              </Cell>
              <Cell numeric className="max-sm:hidden">
                {amount(each, each.sidecar, locale)}
              </Cell>
              <Cell numeric className="max-sm:hidden">
                {amount(each, each.ambient, locale)}
              </Cell>
              <Cell numeric>
                {decimal(each.saved * 100, locale)} %
                <p className="text-ink-faint text-xs sm:hidden">{points(each.saved, locale)}</p>
              </Cell>
              <Cell numeric className="max-sm:hidden">
                {points(each.saved, locale)}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

/** Published figures are decimal, requests binary: each as it was given. */
function amount({ basis }: HeadlineCase, value: number, locale: string): string {
  if (basis === "cpu") return quantityText(cpu(value, locale));
  if (basis === "requests") return quantityText(bytes(value, locale));
  const format = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  return `${format.format(value / 1e9)}\u00a0GB`;
}

function decimal(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(value);
}

function points(saved: number, locale: string): string {
  const away = Math.round((saved - ARTICLE.saved) * 1000) / 10;
  if (away === 0) return "0";
  return `${away > 0 ? "+" : "−"}${decimal(Math.abs(away), locale)} points`;
}
