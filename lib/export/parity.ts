import * as z from "zod";
import type { ParityRow } from "../parity/rows.ts";
import { stripText } from "../parity/rows.ts";
import { objectName } from "./findings.ts";
import { defineSheet, oneOf, text, textOrNull, wholeOrNull, yesNo } from "./sheet.ts";

const STATUSES = [
  "Stable",
  "Beta",
  "Alpha",
  "Experimental",
  "Unsupported",
  "absent",
  "unknown",
] as const;

/** Features of Istio, one per row: what each is worth here, and whether the cluster uses it. */
export const PARITY = defineSheet({
  what: "parity",
  title: "Feature parity",
  version: 1,
  row: z.object({
    feature: text("Feature"),
    id: text("Id"),
    layer: oneOf("Layer", ["L4", "L7", "ops"]),
    used: oneOf("In use here", ["used", "not-used", "could-not-tell"]),
    objects: wholeOrNull("Objects that prove it", "null when uses were not worked out"),
    examples: text("Examples", "Some of these objects, separated by line breaks."),
    namespaces: wholeOrNull("Namespaces that use it", "null when uses were not worked out"),
    sidecar: oneOf("With sidecars", STATUSES, "At the cluster's version of Istio."),
    ambient: oneOf("In ambient mode", STATUSES, "At the cluster's version of Istio."),
    basis: textOrNull("Basis", "How that is known; null where there is no status"),
    waypoint: oneOf("Waypoint", ["needed", "optional", "partly", "no"]),
    enforcedBy: text("Enforced by"),
    impact: oneOf("Impact of migrating", ["none", "change", "warn", "blocker"]),
    matters: yesNo("Matters", "In use, and lost, changed or in need of a waypoint."),
    versions: text("Ambient by version"),
    notes: text("Notes"),
    sources: text("Sources", "Addresses, separated by spaces."),
  }),
});

export function parityExportRows(rows: readonly ParityRow[]): z.infer<(typeof PARITY)["row"]>[] {
  return rows.map(({ feature, use, sidecar, ambient, basis, waypoint, strip, matters }) => ({
    feature: feature.name,
    id: feature.id,
    layer: feature.layer,
    used: use?.used ?? "could-not-tell",
    objects: use?.objectCount ?? null,
    examples: use ? use.objects.slice(0, EXAMPLES).map(objectName).join("\n") : "",
    namespaces: use?.namespaces.length ?? null,
    sidecar,
    ambient,
    basis,
    waypoint,
    enforcedBy: feature.enforcedBy,
    impact: feature.impact,
    matters,
    versions: stripText(strip),
    notes: feature.notes,
    sources: feature.sources.join(" "),
  }));
}

const EXAMPLES = 5;
