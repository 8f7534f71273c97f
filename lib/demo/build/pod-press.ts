import type { Shelf } from "../cluster.ts";
import type { KubeObject } from "../json.ts";
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

/** Text before each gap, and the text after the last one. */
interface Layout {
  readonly gaps: readonly { readonly before: string; readonly gap: Gap }[];
  readonly end: string;
}

type Gap = "name" | "uid" | "resourceVersion" | "createdAt" | "node" | "nodeIp" | "ip";

interface Print {
  readonly plate: Plate;
  readonly identity: PodIdentity;
}

const GAPS: readonly Gap[] = [
  "name",
  "uid",
  "resourceVersion",
  "createdAt",
  "node",
  "nodeIp",
  "ip",
];

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

  const json = (index: number): string => {
    const found = sorted[index];
    if (!found) throw new RangeError(`No pod at ${index}.`);
    return printed(found);
  };
  return {
    size: sorted.length,
    range: (namespace) => ranges.get(namespace) ?? [0, 0],
    at: (index) => {
      const object: KubeObject = JSON.parse(json(index));
      return object;
    },
    json,
  };
}

function printed({ plate, identity }: Print): string {
  plate.layout ??= layoutOf(plate);
  let text = "";
  for (const { before, gap } of plate.layout.gaps) text += before + identity[gap];
  return text + plate.layout.end;
}

function layoutOf({ template, model }: Plate): Layout {
  const marks = Object.fromEntries(GAPS.map((gap) => [gap, `@@${gap}@@`]));
  const parts = JSON.stringify(podOf(template, { ...model, ...marks })).split("@@");
  const gaps: { before: string; gap: Gap }[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    gaps.push({ before: parts[index] ?? "", gap: gapOf(parts[index + 1]) });
  }
  return { gaps, end: parts.at(-1) ?? "" };
}

function gapOf(part: string | undefined): Gap {
  const gap = GAPS.find((name) => name === part);
  if (!gap) throw new Error("A pod template contains @@, which marks gaps.");
  return gap;
}
