import type { Shelf } from "../cluster.ts";
import type { KubeObject } from "../json.ts";
import { createSheet, type Sheet } from "../sheet.ts";
import { type PodIdentity, podOf } from "./pod.ts";
import type { Template } from "./sidecar.ts";

/**
 * Prints pods instead of keeping them: all pods of a template are one text with gaps, so tens of thousands fit in
 * memory and a page of them is written faster than any client reads it.
 */
export interface PodPress {
  make(template: Template, identity: PodIdentity): KubeObject;
  size(): number;
  /** Every pod made so far, in store order. */
  shelf(): Shelf;
}

interface Plate {
  readonly template: Template;
  readonly model: PodIdentity;
  layout: Layout | null;
}

/** Bytes before each gap, and those after the last one. */
interface Layout {
  readonly gaps: readonly { readonly before: Buffer; readonly gap: Gap }[];
  readonly end: Buffer;
}

type Gap = (typeof GAPS)[number];

interface Print {
  readonly plate: Plate;
  readonly identity: PodIdentity;
}

const GAPS = [
  "name",
  "uid",
  "resourceVersion",
  "createdAt",
  "node",
  "nodeIp",
  "ip",
  "token",
  "scheduledAt",
  "proxyAt",
  "initializedAt",
  "appAt",
  "readyAt",
] as const satisfies readonly (keyof PodIdentity)[];

export function podPress(): PodPress {
  const plates = new WeakMap<Template, Plate>();
  const prints: Print[] = [];

  return {
    make(template, identity) {
      const plate = plates.get(template) ?? { template, model: identity, layout: null };
      plates.set(template, plate);
      prints.push({ plate, identity });
      return stub(identity);
    },
    size: () => prints.length,
    shelf: () => shelfOf(prints),
  };
}

/** What Services need to know of a pod. */
function stub({
  name,
  namespace,
  uid,
  resourceVersion,
  createdAt,
  node,
  ip,
}: PodIdentity): KubeObject {
  return {
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp: createdAt },
    spec: { nodeName: node },
    status: { podIP: ip },
  };
}

function shelfOf(prints: readonly Print[]): Shelf {
  const sorted = prints
    .map((print) => ({ print, key: `${print.identity.namespace}/${print.identity.name}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ print }) => print);

  const ranges = new Map<string, readonly [number, number]>();
  sorted.forEach(({ identity }, index) => {
    const [start] = ranges.get(identity.namespace) ?? [index];
    ranges.set(identity.namespace, [start, index + 1]);
  });

  const write = (index: number, sheet: Sheet): void => {
    const found = sorted[index];
    if (!found) throw new RangeError(`No pod at ${index}.`);
    print(found, sheet);
  };
  return {
    size: sorted.length,
    range: (namespace) => ranges.get(namespace) ?? [0, 0],
    at(index) {
      const sheet = createSheet();
      write(index, sheet);
      const object: KubeObject = JSON.parse(`{${sheet.bytes()}`);
      return object;
    },
    write,
  };
}

function print({ plate, identity }: Print, sheet: Sheet): void {
  plate.layout ??= layoutOf(plate);
  for (const { before, gap } of plate.layout.gaps) {
    sheet.add(before);
    sheet.addText(identity[gap]);
  }
  sheet.add(plate.layout.end);
}

function layoutOf({ template, model: first }: Plate): Layout {
  // A count is no text with a gap, so pods from the press never restarted.
  const model = { ...first, restarts: 0 };
  const marks = Object.fromEntries(GAPS.map((gap) => [gap, `@@${gap}@@`]));
  const text = JSON.stringify(podOf(template, { ...model, ...marks })).slice(1);
  const parts = text.split("@@");
  const gaps: { before: Buffer; gap: Gap }[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    gaps.push({ before: Buffer.from(parts[index] ?? ""), gap: gapOf(parts[index + 1]) });
  }
  return { gaps, end: Buffer.from(parts.at(-1) ?? "") };
}

function gapOf(part: string | undefined): Gap {
  const gap = GAPS.find((name) => name === part);
  if (!gap) throw new Error("A pod template contains @@, which marks gaps.");
  return gap;
}
