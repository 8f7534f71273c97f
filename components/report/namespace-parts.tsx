import { ShieldAlert } from "lucide-react";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { ModeChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, printable } from "@/lib/format.ts";
import type { NamespaceRecord } from "@/lib/snapshot/document.ts";
import { objectText } from "./finding-groups.ts";

interface PartProps {
  readonly namespace: NamespaceRecord;
  readonly locale: string;
  /** Keeps ids apart where one page shows several namespaces; the heading `${idPrefix}name` then names each part too. */
  readonly idPrefix?: string;
}

function labelledBy(idPrefix: string, id: string): string {
  return idPrefix === "" ? id : `${idPrefix}${id} ${idPrefix}name`;
}

/** Workloads of a namespace with the mode of their pods. */
export function Workloads({ namespace, locale, idPrefix = "" }: PartProps) {
  const workloads = namespace.workloads.toSorted(
    (a, b) => b.pods - a.pods || a.ref.name.localeCompare(b.ref.name, "en"),
  );
  return (
    <Card aria-labelledby={labelledBy(idPrefix, "workloads")}>
      <CardHeader
        id={`${idPrefix}workloads`}
        title="Workloads"
        note={`${count(workloads.length, locale)}, by the mode of their pods`}
      />
      {workloads.length === 0 ? (
        <CardBody>
          <EmptyState
            as="p"
            kind={namespace.pods === null ? "not-evaluated" : "nothing-yet"}
            title={namespace.pods === null ? "Workloads could not be read." : "No workload here."}
            className="py-6"
          />
        </CardBody>
      ) : (
        <Table label="Workloads">
          <TableHead>
            <tr>
              <HeadCell>Workload</HeadCell>
              <HeadCell>Mode</HeadCell>
              <HeadCell numeric>Pods</HeadCell>
              <HeadCell className="max-sm:hidden">Proxy</HeadCell>
              <HeadCell className="max-sm:hidden">HBONE</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {workloads.map(({ ref, mode, pods, proxyVersion, hbone }) => (
              <Row key={`${ref.kind} ${ref.name} ${mode} ${proxyVersion} ${hbone}`}>
                <Cell>
                  <Name>{ref.name}</Name>{" "}
                  <span className="text-ink-faint text-xs">
                    {printable(ref.kind, 40)}
                    {hbone === null ? null : (
                      <span className="sm:hidden">
                        , {hbone ? "accepts HBONE" : "needs a restart for HBONE"}
                      </span>
                    )}
                  </span>
                </Cell>
                <Cell>
                  <ModeChip mode={mode} />
                </Cell>
                <Cell numeric>
                  {pods === 0 ? (
                    <span className="text-ink-faint text-xs">template only</span>
                  ) : (
                    count(pods, locale)
                  )}
                </Cell>
                <Cell className="max-sm:hidden">
                  {proxyVersion ? (
                    <Name>{proxyVersion}</Name>
                  ) : (
                    <span className="text-ink-faint">–</span>
                  )}
                </Cell>
                <Cell className="text-xs max-sm:hidden">
                  {hbone === null ? (
                    <span className="text-ink-faint">–</span>
                  ) : hbone ? (
                    "accepts it"
                  ) : (
                    "needs a restart"
                  )}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

/** Services with the waypoint that each resolves to. */
export function Services({ namespace, locale, idPrefix = "" }: PartProps) {
  if (namespace.services.length === 0) return null;
  return (
    <Card aria-labelledby={labelledBy(idPrefix, "services")}>
      <CardHeader
        id={`${idPrefix}services`}
        title="Services and their waypoints"
        note={count(namespace.services.length, locale)}
      />
      <Table label="Services and their waypoints">
        <TableHead>
          <tr>
            <HeadCell>Service</HeadCell>
            <HeadCell>Waypoint</HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {namespace.services.map(({ ref, headless, binding, waypoint, rejectedBecause }) => (
            <Row key={`${ref.kind} ${ref.name}`}>
              <Cell>
                <Name>{ref.name}</Name>{" "}
                <span className="text-ink-faint text-xs">
                  {ref.kind === "Service" ? "" : printable(ref.kind, 40)}
                  {headless ? " headless" : ""}
                </span>
              </Cell>
              <Cell>
                {binding === "bound" && waypoint ? (
                  <Chip tone="waypoint">{printable(waypoint)}</Chip>
                ) : binding === "rejected" ? (
                  <span className="text-blocked">
                    <Name>{waypoint ?? "?"}</Name> is not in effect:{" "}
                    <span className="mono">{rejectedBecause}</span>
                  </span>
                ) : (
                  <span className="text-ink-faint">
                    {binding === "opted-out" ? "opted out" : "none"}
                  </span>
                )}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

const RULES: Readonly<Record<string, string>> = {
  R1: "L7 authorization",
  R2: "JWT authentication",
  R3: "extension",
  R4: "routing rule",
  R5: "destination rule",
  R6: "egress",
  R7: "targets the waypoint",
  C1: "per-request balancing",
  C2: "HTTP telemetry",
  C3: "traffic split",
};

const LEVELS: Readonly<Record<NamespaceRecord["need"], string>> = {
  none: "No waypoint is needed: ztunnel alone gives mutual TLS, L4 authorization and TCP telemetry.",
  recommended: "A waypoint is recommended; nothing breaks without one.",
  required: "A waypoint is required.",
  "could-not-tell":
    "Whether a waypoint is needed could not be told; what was found so far is below.",
};

/** The objects that make a waypoint necessary, each with the Service it is for. */
export function WaypointNeeds({ namespace, idPrefix = "" }: Omit<PartProps, "locale">) {
  const { need, needReasons, needTrafficType, waypoints } = namespace;
  return (
    <Card aria-labelledby={labelledBy(idPrefix, "waypoint-need")}>
      <CardHeader
        id={`${idPrefix}waypoint-need`}
        title="Waypoint"
        note={
          need === "required"
            ? `for ${needTrafficType === "all" ? "services and workloads" : `${needTrafficType}s`}`
            : undefined
        }
      />
      <CardBody className="flex flex-col gap-3">
        <p>{LEVELS[need]}</p>
        {waypoints.length > 0 ? (
          <p className="flex flex-wrap items-center gap-1.5 text-ink-soft">
            In use or planned:
            {waypoints.map((ref) => (
              <Chip key={objectText(ref)} tone="waypoint">
                {printable(`${ref.namespace}/${ref.name}`)}
              </Chip>
            ))}
          </p>
        ) : null}
        {needReasons.length > 0 ? (
          <ul className="flex flex-col">
            {needReasons.map(({ rule, object, subject, detail, decisive, bound }) => (
              <li
                key={`${rule} ${objectText(object)} ${objectText(subject)} ${detail}`}
                className="border-t py-2"
              >
                <p className="[overflow-wrap:anywhere]">
                  {decisive ? (
                    <ShieldAlert
                      aria-label="decisive"
                      className="mr-1 inline size-4 text-waypoint"
                    />
                  ) : null}
                  {printable(detail, 400)}
                </p>
                <p className="flex flex-wrap gap-x-2 text-ink-faint text-xs">
                  <span>{RULES[rule] ?? rule}</span>
                  <Name>{objectText(object)}</Name>
                  <span>for</span>
                  <Name>{objectText(subject)}</Name>
                  <span className={bound ? "text-waypoint" : undefined}>
                    {bound ? "bound to a waypoint" : "not bound yet"}
                  </span>
                </p>
              </li>
            ))}
          </ul>
        ) : null}
      </CardBody>
    </Card>
  );
}
