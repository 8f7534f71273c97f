/** The visitor's word that the files are everything the cluster has. */
import { bySlice } from "../../inventory/from-kubernetes/by-slice.ts";
import type { Collected, Slice } from "../../inventory/model.ts";

/** A mesh without a node runs nothing: that the files have none only says that they are not the whole cluster. */
const NEVER_ABSENT: ReadonlySet<string> = new Set(["nodes"]);

/**
 * What was collected, read as the visitor says. When the files are complete, kinds that they do not have are taken as
 * absent: complete and empty, and the coverage says so. Nodes never are, nor Pods of workloads that report some as
 * ready, nor anything that may have been lost in a file that could not be read.
 */
export function applyCompleteness(collected: Collected, complete: boolean): Collected {
  if (!complete) return collected;

  const kept = new Set(NEVER_ABSENT);
  if (hasReadyPods(collected)) kept.add("pods");
  const taken = onlyMissing(collected, kept);
  return {
    ...collected,
    slices: bySlice((name) => withoutGaps(collected.slices[name], kept)),
    coverage: collected.coverage.map((each) =>
      taken.has(each.resource)
        ? { ...each, outcome: "taken-as-absent", detail: TAKEN_AS_ABSENT }
        : each,
    ),
  };
}

const TAKEN_AS_ABSENT = "Not in the files, which were said to be everything the cluster has.";

function hasReadyPods({ slices: { workloads } }: Collected): boolean {
  return (
    workloads.read !== "unread" && workloads.items.some(({ ready }) => ready !== null && ready > 0)
  );
}

/** Resources of which something is missing for no other reason than that the files do not have it. */
function onlyMissing({ slices }: Collected, kept: ReadonlySet<string>): ReadonlySet<string> {
  const missing = new Set<string>();
  const lost = new Set<string>(kept);
  for (const slice of Object.values(slices)) {
    if (slice.read === "complete") continue;
    for (const { resource, reason } of slice.unread) {
      (reason === "not-in-dump" ? missing : lost).add(resource);
    }
  }
  return new Set([...missing].filter((resource) => !lost.has(resource)));
}

function withoutGaps(slice: Slice<unknown>, kept: ReadonlySet<string>): Slice<unknown> {
  if (slice.read === "complete") return slice;

  const items = slice.read === "partial" ? slice.items : [];
  const unread = slice.unread.filter(
    ({ reason, resource }) => reason !== "not-in-dump" || kept.has(resource),
  );
  if (unread.length === 0) return { read: "complete", items };
  const isUntouched = slice.read === "unread" && unread.length === slice.unread.length;
  return isUntouched ? slice : { read: "partial", items, unread };
}
