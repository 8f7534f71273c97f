/** One page of a Kubernetes list, from bytes to objects. The only place that knows how a page is decoded. */
import { type CutKeys, cut } from "./cut.ts";

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
 * Decodes a page without the objects and lists under the keys of `ballast`. The bytes are used up.
 * @throws MalformedPage for anything but a list.
 */
export function pageObjects(bytes: Buffer, ballast: CutKeys): Page {
  const page = parse(cut(bytes, ballast));
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

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
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
