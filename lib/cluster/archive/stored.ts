/** What was collected from files, as the text that is stored with the import. */
import { bySlice } from "../../inventory/from-kubernetes/by-slice.ts";
import type { Collected, PodShape, Slice } from "../../inventory/model.ts";

const FORMAT = "mesh-readiness collected";
const VERSION = 1;

/** JSON in which pods name their shape by number, so that fifty thousand pods of few templates stay short. */
export function serializeCollected(collected: Collected): string {
  const numbers = new Map<PodShape, number>();
  const numberOf = (shape: PodShape) => {
    const known = numbers.get(shape);
    if (known !== undefined) return known;
    numbers.set(shape, numbers.size);
    return numbers.size - 1;
  };
  const slices = bySlice((name) =>
    mapItems(collected.slices[name], (item) =>
      hasShape(item) ? { ...item, shape: numberOf(item.shape) } : item,
    ),
  );
  const shapes = [...numbers.keys()];
  return JSON.stringify({ format: FORMAT, version: VERSION, ...collected, slices, shapes });
}

/** @throws Error for a text that this version did not write. */
export function parseCollected(text: string): Collected {
  const { format, version, shapes, ...collected } = asStored(JSON.parse(text, withoutPrototype));
  if (format !== FORMAT || version !== VERSION) {
    throw new Error("The import was stored by another version: import the files again.");
  }
  const slices = bySlice((name) =>
    mapItems(collected.slices[name], (item) => {
      if (!hasNumber(item)) return item;
      const shape = shapes[item.shape];
      if (shape === undefined) throw new Error(`The stored import has no shape ${item.shape}.`);
      return { ...item, shape };
    }),
  );
  return { ...collected, slices };
}

interface Stored extends Collected {
  readonly format: unknown;
  readonly version: unknown;
  readonly shapes: readonly PodShape[];
}

/** Safe for the text of serializeCollected only, which the caller checks by its format and version. */
function asStored(value: Stored): Stored {
  return value;
}

/** Pods and workloads are the only records with a field of this name. */
function hasShape(item: unknown): item is { readonly shape: PodShape } {
  return typeof item === "object" && item !== null && "shape" in item;
}

function hasNumber(item: unknown): item is { readonly shape: number } {
  return (
    typeof item === "object" && item !== null && "shape" in item && typeof item.shape === "number"
  );
}

function mapItems(slice: Slice<unknown>, map: (item: unknown) => unknown): Slice<unknown> {
  switch (slice.read) {
    case "unread":
      return slice;
    case "complete":
      return { read: "complete", items: slice.items.map(map) };
    case "partial":
      return { read: "partial", items: slice.items.map(map), unread: slice.unread };
  }
}

/** Maps whose keys come from the cluster: a label called "constructor" must stay only a label. */
const MAPS: ReadonlySet<string> = new Set([
  ...["labels", "annotations", "matchLabels", "selector", "nodeSelector", "hostPaths", "env"],
  ...["data", "fields", "portLevel", "tlsOptions", "workloadLabels", "workloadSelector"],
]);

function withoutPrototype(key: string, value: unknown): unknown {
  if (!MAPS.has(key) || typeof value !== "object" || value === null || Array.isArray(value)) {
    return value;
  }
  const isTextMap = Object.values(value).every((each) => typeof each === "string");
  return isTextMap ? Object.assign(Object.create(null), value) : value;
}
