import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { counted, dayText } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type { Resource } from "./address.ts";
import { nodeShare } from "./node-share.ts";
import { NodeShareBar } from "./node-share-bars.tsx";
import { measuredText, RESOURCE_WORDS } from "./words.ts";

/** How much of what nodes can give the mesh uses and requests. */
export function NodeShareCard({
  document: { requested, takenAt },
  measurement,
  resource,
  locale,
}: {
  document: SnapshotDocument;
  measurement: Measurement | null;
  resource: Resource;
  locale: string;
}) {
  const whole = requested?.nodes?.allocatable[resource] ?? null;
  const used = measurement && nodeShare(measurement.parts, whole, resource);
  const asked = requested && nodeShare(requested.parts, whole, resource);
  const measure = resource === "memory" ? "bytes" : "millicores";
  return (
    <Card aria-labelledby="node-share">
      <CardHeader
        id="node-share"
        title="Share of the nodes"
        note={`${RESOURCE_WORDS[resource]} that nodes can give to pods`}
      />
      <CardBody className="flex flex-col gap-4">
        {whole === null || requested?.nodes == null ? (
          <p className="text-ink-soft">
            Could not tell: nodes could not be read, or one of them does not say what it can give.
          </p>
        ) : (
          <>
            {used ? (
              <NodeShareBar
                title="Used by the mesh"
                source={measurement ? measuredText(measurement) : ""}
                share={used}
                whole={whole}
                measure={measure}
                locale={locale}
              />
            ) : null}
            {asked ? (
              <NodeShareBar
                title="Requested by the mesh"
                source={`from pod specs and ${counted(requested.nodes.count, "node", "nodes", locale)}, ${dayText(takenAt)}`}
                share={asked}
                whole={whole}
                measure={measure}
                locale={locale}
              />
            ) : null}
          </>
        )}
      </CardBody>
    </Card>
  );
}
