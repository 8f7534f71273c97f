/** One page of a Kubernetes list, from bytes to objects. The only place that knows how a page is decoded. */
import {
  CLOSE_LIST,
  COMMA,
  type CutKeys,
  cut,
  type Found,
  OPEN_OBJECT,
  walk,
  without,
} from "./cut.ts";
import { decodeOwned } from "./owned.ts";
import { decodeTwin, type Model, watchForModel } from "./twins.ts";

/** The body is not a Kubernetes list. The message is one sentence. */
export class MalformedPage extends Error {
  override readonly name = "MalformedPage";
}

export interface Page {
  /** Such as "PodList". */
  readonly kind: string;
  readonly items: readonly unknown[];
  /** Token of the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * Decodes a page without the objects and lists under the keys of `ballast`.
 * @throws MalformedPage for anything but a list.
 */
export function pageObjects(bytes: Buffer, ballast: CutKeys): Page {
  return toPage(explained(bytes, () => JSON.parse(cut(bytes, ballast))));
}

/**
 * What is known of a list: its objects often differ from the one before in a few strings only ("alike"), or belong to
 * another object that speaks for them ("owned").
 */
export type Manner = "alike" | "owned" | "plain";

/**
 * Hands over the same objects one by one, so that each can be forgotten before the next one is decoded. Of pods that
 * look alike only one is decoded: the others share its parts, and with them strings that no record is made from.
 * ReplicaSets that a Deployment owns come with their metadata alone.
 * @throws MalformedPage for anything but a list; objects before the broken one were handed over then.
 */
export function readPage(
  bytes: Buffer,
  { ballast, manner }: { readonly ballast: CutKeys; readonly manner: Manner },
  take: (item: unknown) => void,
): Pick<Page, "kind" | "next"> {
  const head = HEAD.exec(bytes.toString("latin1", 0, EDGE))?.[0] ?? "";
  let at = head.length;
  let model: Model | null = null;
  while (head !== "" && bytes[at] === OPEN_OBJECT) {
    const found = explained(bytes, () => decodeItem(bytes, at, ballast, manner, model));
    if (!found || !isFollowed(bytes, found.end)) break;
    take(found.item);
    model = found.model;
    at = found.end + (bytes[found.end + 1] === COMMA ? 2 : 1);
  }

  // The page without what was taken: nothing but its end, unless something in it is unusual.
  const rest = Buffer.concat([Buffer.from(head), bytes.subarray(at)]);
  const { kind, items, next } = pageObjects(rest, ballast);
  for (const item of items) take(item);
  return { kind, next };
}

function decodeItem(
  bytes: Buffer,
  start: number,
  ballast: CutKeys,
  manner: Manner,
  model: Model | null,
): (Found & { readonly model: Model | null }) | null {
  const twin = model && decodeTwin(bytes, start, model, ballast);
  if (twin) return { ...twin, model };
  const owned = manner === "owned" ? decodeOwned(bytes, start, ballast) : null;
  if (owned) return { ...owned, model: null };

  const ranges: number[] = [];
  const models = manner === "alike" ? watchForModel(bytes) : null;
  const end = walk(bytes, start, ballast, ranges, models);
  if (end >= bytes.length) return null;
  const item: unknown = JSON.parse(without(bytes, start, end + 1, ranges));
  return { item, end, model: models?.model(start, item) ?? null };
}

function isFollowed(bytes: Buffer, end: number): boolean {
  const next = bytes[end + 1];
  return next === CLOSE_LIST || (next === COMMA && bytes[end + 2] === OPEN_OBJECT);
}

function toPage(page: unknown): Page {
  if (!isObject(page) || !("items" in page)) {
    throw new MalformedPage("The answer is JSON, but not a Kubernetes list.");
  }
  // A Go slice that was never filled is written as null.
  const items = page.items === null ? [] : page.items;
  if (!Array.isArray(items)) throw new MalformedPage("The items of the list are not a list.");

  const metadata = "metadata" in page ? page.metadata : null;
  return {
    kind: "kind" in page && typeof page.kind === "string" ? page.kind : "",
    items,
    next: tokenIn(metadata),
  };
}

/**
 * The continue token, found without decoding the page, so that the next page can be asked for first; null when it
 * cannot be told this way. Built-in kinds write their metadata before the items; custom resources pass through the
 * API server as maps, which Go writes in alphabetical order, so theirs comes last.
 */
export function peekToken(bytes: Buffer): string | null {
  const head = HEAD.exec(bytes.toString("latin1", 0, EDGE))?.[1];
  const edge =
    head ?? TAIL.exec(bytes.toString("latin1", Math.max(0, bytes.length - EDGE)))?.[1] ?? null;
  if (edge === null) return null;
  try {
    return tokenIn(JSON.parse(edge));
  } catch {
    return null;
  }
}

const EDGE = 4096;
const HEAD =
  /^\{"kind":"\w{1,100}","apiVersion":"[\w./-]{1,200}","metadata":(\{[^{}]{0,3500}\}),"items":\[/;
const TAIL = /\],"kind":"\w{1,100}","metadata":(\{[^{}]{0,3500}\})\}\s{0,10}$/;

function tokenIn(metadata: unknown): string | null {
  if (!isObject(metadata) || !("continue" in metadata)) return null;
  const token = metadata.continue;
  return typeof token === "string" && token !== "" ? token : null;
}

function explained<T>(bytes: Buffer, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const start = bytes.toString("latin1", 0, 200).trimStart();
    throw new MalformedPage(
      start.startsWith("<")
        ? "The answer is a web page, not a Kubernetes list; a proxy or a login page may stand in between."
        : "The answer is not valid JSON; it was cut off or changed on its way.",
    );
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
