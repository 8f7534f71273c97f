import Link from "next/link";
import { Card } from "@/components/ui/card.tsx";
import { DISCREPANCIES } from "@/lib/parity/features.ts";
import type { ParityHeadline } from "@/lib/parity/headline.ts";
import type { ParityRow } from "@/lib/parity/rows.ts";
import { parityHref } from "./address.ts";
import { StatusMark } from "./strip.tsx";

/** The answer in one look: which features in use are not Stable in ambient mode here. */
export function HeadlineCard({
  headline: { sentence, limits },
  short,
  page,
  article,
}: {
  headline: ParityHeadline;
  /** Features in use that are not Stable, the least supported first. */
  short: readonly ParityRow[];
  page: string;
  /** Whether to say where the article and the project differ about ambient mode itself. */
  article: boolean;
}) {
  return (
    <Card aria-labelledby="parity" className="flex flex-col gap-3 p-4 sm:p-5">
      <h2 id="parity" className="max-w-6xl text-pretty font-semibold text-lg">
        {sentence}
      </h2>
      {short.length > 0 ? (
        <dl className="flex flex-col gap-2">
          {[...Map.groupBy(short, ({ ambient }) => ambient)].map(([status, rows]) => (
            <div key={status} className="flex flex-wrap gap-x-4 gap-y-1 sm:flex-nowrap">
              <dt className="w-36 shrink-0 font-semibold">
                <StatusMark status={status} />
              </dt>
              <dd className="flex min-w-0 flex-wrap gap-x-4 gap-y-1">
                {rows.map(({ feature, sidecar, ambient }) => (
                  <span key={feature.id}>
                    <Link
                      href={parityHref(page, { feature: feature.id })}
                      className="link inline-block py-0.5"
                    >
                      {feature.name}
                    </Link>
                    {sidecar === ambient ? (
                      <span className="text-ink-faint text-xs"> as with sidecars</span>
                    ) : null}
                  </span>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      {limits.length > 0 || article ? (
        <ul className="flex flex-col gap-1 text-ink-soft text-sm">
          {limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
          {article ? <AmbientItself /> : null}
        </ul>
      ) : null}
    </Card>
  );
}

/** When ambient mode itself became GA: the article and the project say different things. */
function AmbientItself() {
  const [difference] = DISCREPANCIES;
  if (!difference) return null;
  return (
    <li>
      Ambient mode itself. The article: {difference.article}. The Istio project:{" "}
      {difference.project}.{" "}
      {difference.sources.map((source, index) => (
        <span key={source}>
          {index > 0 ? " · " : null}
          <a href={source} rel="noreferrer" className="link">
            {source.includes("/blog/") ? "blog" : "announcement"}{" "}
            {/ga|1\.24/.test(source) ? "1.24" : "1.22"}
          </a>
        </span>
      ))}
    </li>
  );
}
