import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";

/** Where the estimate ends. */
export function NotClaimed() {
  return (
    <Card aria-labelledby="not-claimed">
      <CardHeader id="not-claimed" title="What this estimate does not claim" />
      <CardBody>
        <ul className="flex max-w-prose list-disc flex-col gap-1 pl-5 text-ink-soft">
          {CLAIMS.map((claim) => (
            <li key={claim}>{claim}</li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

const CLAIMS = [
  "That freed requests become money. They do only where nodes disappear: by an autoscaler or by right-sizing. Pools that are bound by memory or GPUs may not shrink.",
  "That application pods get smaller. Their own requests, perhaps sized with a sidecar in mind, stay as they are.",
  "That a waypoint is free on the network. It adds a hop, perhaps into another zone; no published figure of that cost was found.",
  "That istiod needs less. It usually has fewer clients in ambient mode, but no number is published, so no difference is counted.",
  "That use and requests can be compared. A percentage of one against the other is not shown anywhere.",
] as const;
