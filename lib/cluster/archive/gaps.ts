/** What files leave open that a live cluster would answer. */

import type { Collected, Slice, Unread } from "../../inventory/model.ts";
import { withCoverage } from "./coverage.ts";
import type { Layout } from "./paths.ts";

/**
 * Says which namespaces hold objects but are not in the files, and takes Pods as absent where manifests never met a
 * cluster. What such a namespace is judged by is the inventory's business.
 */
export function withoutLiveCluster(collected: Collected, layout: Layout): Collected {
  return withUnlistedNamespaces(withoutPods(collected, layout));
}

const FROM_TEMPLATES = "No Pods in the files: judged from their templates.";

/** Manifests as kept in Git have templates without status. With a status the pods exist and are merely not here. */
function withoutPods(collected: Collected, layout: Layout): Collected {
  const { pods, workloads } = collected.slices;
  const templates = workloads.read === "unread" ? [] : workloads.items;
  const neverRan = templates.length > 0 && templates.every(({ ready }) => ready === null);
  if (layout !== "manifests" || !neverRan || !isOnlyNotInDump(pods)) return collected;

  return withCoverage(
    { ...collected, slices: { ...collected.slices, pods: { read: "complete", items: [] } } },
    "pods",
    { outcome: "taken-as-absent", detail: FROM_TEMPLATES },
  );
}

function isOnlyNotInDump(slice: Slice<unknown>): boolean {
  return slice.read === "unread" && slice.unread.every(({ reason }) => reason === "not-in-dump");
}

const NAMED_NAMESPACES = 5;

function withUnlistedNamespaces(collected: Collected): Collected {
  const { namespaces } = collected.slices;
  const known = namespaces.read === "unread" ? [] : namespaces.items;
  const names = new Set(known.map(({ ref }) => ref.name));
  const missing = [...mentioned(collected)].filter((name) => !names.has(name)).sort();
  if (missing.length === 0) return collected;

  const detail = `${listed(missing)} not in the files, so ${missing.length === 1 ? "its" : "their"} labels are unknown.`;
  const unread: Unread = { resource: "namespaces", reason: "not-in-dump", detail };
  const others = (namespaces.read === "complete" ? [] : namespaces.unread).filter(
    ({ reason }) => reason !== "not-in-dump",
  );
  return withCoverage(
    {
      ...collected,
      slices: {
        ...collected.slices,
        namespaces: {
          read: "partial",
          items: known,
          unread: [...others, unread],
        },
      },
    },
    "namespaces",
    { outcome: known.length > 0 || others.length > 0 ? "partly-read" : "not-in-dump", detail },
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED_NAMESPACES).join(", ");
  const more = names.length - NAMED_NAMESPACES;
  if (names.length === 1) return `Namespace ${shown} is`;
  return `Namespaces ${shown}${more > 0 ? ` and ${more} more` : ""} are`;
}

/** Every namespace that an object is in. */
function mentioned({ slices }: Collected): ReadonlySet<string> {
  const found = new Set<string>();
  for (const slice of Object.values(slices)) {
    if (slice.read === "unread") continue;
    for (const item of slice.items) {
      const namespace = "ref" in item ? item.ref.namespace : item.namespace;
      if (namespace !== null) found.add(namespace);
    }
  }
  return found;
}
