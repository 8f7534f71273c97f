import { expect, test } from "vitest";
import type { ClusterSource } from "@/lib/cluster/source.ts";
import { sourceLine } from "./source-line.ts";

test.each<[ClusterSource, string]>([
  [{ kind: "kubeconfig", context: "prod-eu" }, "context prod-eu"],
  [{ kind: "in-cluster" }, "the cluster this server runs in"],
  [
    { kind: "uploaded", server: "https://user:pw@api.example:6443/x", user: "u", context: "c" },
    "uploaded kubeconfig, api.example:6443",
  ],
  [
    { kind: "dump", importId: "i", files: ["a.yaml", "b.yaml"], complete: false },
    "a.yaml and 1 more",
  ],
  [{ kind: "dump", importId: "i", files: [], complete: false }, "imported files"],
  [{ kind: "demo", cluster: "large" }, "demo fleet"],
])("a source of kind %o reads: %s", (source, line) => {
  expect(sourceLine(source)).toBe(line);
});
