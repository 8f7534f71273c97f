import type { ClusterSource } from "@/lib/cluster/source.ts";
import { printable } from "@/lib/format.ts";

/** How a cluster is reached, in a few words: "context prod-eu", "uploaded kubeconfig, api.example:6443". */
export function sourceLine(source: ClusterSource): string {
  switch (source.kind) {
    case "kubeconfig":
      return `context ${printable(source.context, 80)}`;
    case "in-cluster":
      return "the cluster this server runs in";
    case "uploaded":
      return `uploaded kubeconfig, ${printable(hostOf(source.server), 80)}`;
    case "dump":
      return dumpLine(source.files);
    case "demo":
      return "demo fleet";
  }
}

function dumpLine(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return "imported files";
  const more = files.length - 1;
  return more === 0 ? printable(first, 60) : `${printable(first, 60)} and ${more} more`;
}

function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).host : server;
}
