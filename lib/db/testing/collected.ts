/** A small collection as a dump leaves it, for the tests of this folder. */
import { createCollector } from "../../inventory/from-kubernetes/collector.ts";
import type { Collected } from "../../inventory/model.ts";
import type { ImportPreview } from "../shapes.ts";

/** Nothing but empty slices. */
export function sampleCollected(): Collected {
  return createCollector({ input: "dump" }).collected({ kubernetesVersion: null, apiGroups: null });
}

export function samplePreview(): Omit<ImportPreview, "id" | "createdAt"> {
  return {
    files: ["dump/pods.yaml", "naïve \u{1F680}.json"],
    layout: "manifests",
    found: [{ resource: "pods", kind: "Pod", objects: 2, unparsed: 1 }],
    missing: [{ resource: "nodes", kind: "Node", consequence: "Node checks cannot be decided." }],
    dropped: [{ kind: "Secret", objects: 3 }],
    problems: ["broken.yaml is not YAML."],
    measured: null,
  };
}
