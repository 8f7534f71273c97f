import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted } from "@/lib/format.ts";
import { type Figure, minus } from "@/lib/savings/figure.ts";
import type { SavingsInput } from "@/lib/savings/input.ts";
import { breakEvenPods, type Estimate, nodesFreed, whileMigrating } from "@/lib/savings/model.ts";
import type { Assumptions } from "@/lib/savings/parameters.ts";
import { Known } from "./known.tsx";
import { figureText, moneyText, SCENARIO_WORDS, shareText, USAGE_SOURCES } from "./words.ts";

/** Low, likely and high by one basis: by request, which a bill is made of, or by use. */
export function EstimateCard({
  input,
  estimates,
  assumptions,
  locale,
}: {
  input: SavingsInput;
  estimates: readonly Estimate[];
  assumptions: Assumptions;
  locale: string;
}) {
  const likely = estimates.find(({ scenario }) => scenario === "likely");
  if (!likely || input.namespaces.length === 0) return null;
  const byRequest = likely.basis === "requests";
  const id = `estimate-${likely.basis}`;
  const priced = estimates.some(({ usdPerMonth }) => usdPerMonth !== null);
  return (
    <Card aria-labelledby={id} className="flex min-w-0 flex-col">
      <CardHeader
        id={id}
        title={byRequest ? "By request: what is reserved and paid for" : "By use: what is burned"}
        actions={<SourceChip input={input} byRequest={byRequest} />}
      />
      <CardBody className="text-ink-soft">
        <p>
          {byRequest ? "Sidecars that can leave request " : "Sidecars that can leave use "}
          <Known figure={likely.sidecars.memory} resource="memory" locale={locale} />
          {likely.sidecars.cpu.value === null ? (
            "; CPU is not known"
          ) : (
            <>
              {" "}
              and <Known figure={likely.sidecars.cpu} resource="cpu" locale={locale} />
            </>
          )}
          .
        </p>
      </CardBody>
      <Table
        reachable
        label={byRequest ? "Estimates by request" : "Estimates by use"}
        className="border-t"
      >
        <TableHead>
          <tr>
            <HeadCell>Saving</HeadCell>
            <HeadCell numeric className="max-sm:hidden">
              Waypoints
            </HeadCell>
            <HeadCell numeric>Ambient takes</HeadCell>
            <HeadCell numeric>
              <span className="max-sm:hidden">Memory saved</span>
              <span className="sm:hidden">Saved</span>
            </HeadCell>
            <HeadCell numeric className="max-sm:hidden">
              CPU saved
            </HeadCell>
            {priced ? (
              <HeadCell numeric className="max-sm:hidden">
                Per month
              </HeadCell>
            ) : null}
          </tr>
        </TableHead>
        <tbody>
          {estimates.map((each) => (
            <Row key={each.scenario}>
              <Cell className="min-w-32">
                <p className="font-semibold">{SCENARIO_WORDS[each.scenario].word}</p>
                <p className="text-ink-faint text-xs">
                  {SCENARIO_WORDS[each.scenario].note}
                  <span className="sm:hidden">
                    ; {counted(Math.round(each.waypoints), "waypoint", "waypoints", locale)}
                  </span>
                </p>
              </Cell>
              <Cell numeric className="max-sm:hidden">
                {count(Math.round(each.waypoints), locale)}
              </Cell>
              <Cell numeric>
                <Known figure={each.ambient.memory} resource="memory" locale={locale} />
                <p className="text-ink-faint text-xs">
                  <Known figure={each.ambient.cpu} resource="cpu" locale={locale} />
                </p>
              </Cell>
              <Cell numeric className="font-semibold">
                <Known figure={each.saved.memory} resource="memory" locale={locale} />
                <Share figure={each.savedShare.memory} locale={locale} />
                {/* Phones have no column for what follows. */}
                <div className="pt-1 sm:hidden">
                  <Known figure={each.saved.cpu} resource="cpu" locale={locale} />
                  <Share figure={each.savedShare.cpu} locale={locale} />
                  {priced ? <PerMonth estimate={each} locale={locale} /> : null}
                </div>
              </Cell>
              <Cell numeric className="font-semibold max-sm:hidden">
                <Known figure={each.saved.cpu} resource="cpu" locale={locale} />
                <Share figure={each.savedShare.cpu} locale={locale} />
              </Cell>
              {priced ? (
                <Cell numeric className="font-semibold max-sm:hidden">
                  <PerMonth estimate={each} locale={locale} />
                </Cell>
              ) : null}
            </Row>
          ))}
        </tbody>
      </Table>
      <CardBody className="border-t pt-3">
        {byRequest ? (
          <OnTheWay
            input={input}
            likely={likely}
            assumptions={assumptions}
            priced={priced}
            locale={locale}
          />
        ) : (
          <p className="text-ink-soft text-xs">
            {input.usageSource === null
              ? "Nothing was measured here: sidecars are counted with published figures of Istio 1.24 and a published figure is never part of a measured sum. CPU needs a measured request rate."
              : "Sidecars as measured; a namespace without a measurement is a gap and makes the sum a lower bound. ztunnel and waypoints as measured where they run, else by published figures of Istio 1.24."}
          </p>
        )}
      </CardBody>
    </Card>
  );
}

function PerMonth({ estimate: { usdPerMonth }, locale }: { estimate: Estimate; locale: string }) {
  if (usdPerMonth === null) return null;
  return moneyText(usdPerMonth, locale) ?? <Missing why="Not known" />;
}

function SourceChip({ input, byRequest }: { input: SavingsInput; byRequest: boolean }) {
  if (byRequest) {
    return (
      <Chip>{input.requestSource === "assumed" ? "assumed" : "requested, from pod specs"}</Chip>
    );
  }
  return input.usageSource === null ? (
    <Chip tone="unknown">published figures, not measured</Chip>
  ) : (
    <Chip tone="info">measured by {USAGE_SOURCES[input.usageSource]}</Chip>
  );
}

/** What it costs until the last namespace has moved, and what the best case is after that. */
function OnTheWay({
  input,
  likely,
  assumptions,
  priced,
  locale,
}: {
  input: SavingsInput;
  likely: Estimate;
  assumptions: Assumptions;
  priced: boolean;
  locale: string;
}) {
  const { peak, breaksEvenAfter } = whileMigrating(likely, "memory");
  const extra = minus(peak, likely.sidecars.memory);
  const pods = breakEvenPods(likely, assumptions);
  const freed = nodesFreed(input, likely.saved);
  const extraText = figureText(extra, "memory", locale);
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5 text-ink-soft text-xs">
      {extraText === null || extra.value === null || extra.value <= 0 ? null : (
        <li>
          On the way up to {extraText} more is requested than now: ztunnel is paid in full before
          the first namespace moves, and a waypoint runs beside the sidecars it replaces.{" "}
          {breaksEvenAfter === null
            ? "Moving everything does not bring the sum below that of today."
            : breaksEvenAfter === 0
              ? ""
              : `Less than now from ${breaksEvenAfter === 1 ? "the first namespace" : `${counted(breaksEvenAfter, "namespace", "namespaces", locale)}`} on, when those that free most go first.`}
        </li>
      )}
      <li>
        {pods === null
          ? "With this cluster's share of ztunnel no namespace with a waypoint breaks even."
          : `A namespace with a waypoint frees more memory than it takes from ${counted(pods, "pod", "pods", locale)} with a sidecar on.`}
      </li>
      {freed === null ? null : (
        <li>
          {freed > 0
            ? `At best, packed perfectly, ${counted(freed, "node", "nodes", locale)} could go.`
            : "No node becomes free, even packed perfectly."}
        </li>
      )}
      {priced ? null : <li>Money is shown once both prices are given in the assumptions.</li>}
    </ul>
  );
}

function Share({ figure, locale }: { figure: Figure; locale: string }) {
  const text = shareText(figure, locale);
  return text === null ? null : <p className="font-normal text-ink-faint text-xs">{text}</p>;
}
