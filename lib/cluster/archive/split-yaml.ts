/**
 * Splits YAML by lines: at document markers, and a list as kubectl prints it at its items. Everything inside a
 * document or an item is indented deeper, block scalars too, so lines are enough to find the borders.
 */
import type { DumpLimits } from "./limits.ts";
import type { ListHead, Piece, Splitter } from "./split.ts";

export function createYamlSplitter(limits: DumpLimits, tooLong: () => never): Splitter {
  let carry = "";
  let head: string[] = [];
  let item: Item | null = null;
  /** Column of the dashes of the list's items; null before the first, undefined outside of a list. */
  let dashes: number | null | undefined;
  let hadItems = false;
  let length = 0;
  let loss: Splitter["loss"] = null;

  function* line(text: string): Generator<Piece> {
    length += text.length + 1;
    if (length > limits.documentLength) tooLong();

    if (/^(?:---|\.\.\.)(?:\s|$)/.test(text)) {
      yield* document();
      const inline = text.slice(3).trim();
      if (text.startsWith("---") && inline !== "" && !inline.startsWith("#")) head.push(inline);
      return;
    }
    if (dashes !== undefined && (yield* ofItems(text))) return;
    if (text.startsWith("%") && head.length === 0) return;
    if (beginsAnother(head, text)) yield* another();
    head.push(text);
    if (ITEMS.test(text) && mayBeList(head)) dashes = null;
  }

  /** True when the line belongs to the items of a list. */
  function* ofItems(text: string): Generator<Piece, boolean> {
    const column = text.search(/\S/);
    const isFiller = column < 0 || text[column] === "#";
    if (isFiller) {
      if (item) item.lines.push(text.slice(Math.min(Math.max(column, 0), item.indent)));
      return true;
    }

    const isDash = text[column] === "-" && /^(?:\s|$)/.test(text.slice(column + 1, column + 2));
    if (isDash && (dashes === null || dashes === column)) {
      dashes = column;
      yield* endItem();
      hadItems = true;
      const after = text.slice(column + 1).search(/\S/);
      const indent = after < 0 ? column + 2 : column + 1 + after;
      item = { indent, lines: [text.slice(indent)] };
      length = text.length;
      return true;
    }
    if (item && typeof dashes === "number" && column > dashes) {
      item.lines.push(text.slice(Math.min(column, item.indent)));
      return true;
    }
    yield* endItem();
    dashes = undefined;
    return false;
  }

  function* endItem(): Generator<Piece> {
    if (item) yield { text: item.lines.join("\n"), format: "yaml", list: listHead(head) };
    item = null;
    length = 0;
  }

  function* document(): Generator<Piece> {
    yield* endItem();
    if (hadItems) {
      // kubectl prints the kind after the items.
      if (listHead(head).kind === null) loss = "cut-off";
    } else if (head.some((text) => /^\s*[^\s#]/.test(text))) {
      yield { text: head.join("\n"), format: "yaml", list: null };
    }
    head = [];
    dashes = undefined;
    hadItems = false;
    length = 0;
  }

  /** Files joined with `cat` may lack the marker between them, and even the line end. */
  function* another(): Generator<Piece> {
    const glued = GLUED.exec(head.at(-1) ?? "");
    if (glued) head[head.length - 1] = glued[1] ?? "";
    yield* document();
    if (glued) head.push(glued[2] ?? "");
  }

  return {
    *push(text) {
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        const whole = carry + text.slice(from, end);
        carry = "";
        from = end + 1;
        yield* line(bare(whole));
      }
      carry += text.slice(from);
      if (carry.length > limits.documentLength) tooLong();
    },
    *end() {
      if (carry !== "") yield* line(bare(carry));
      carry = "";
      yield* document();
    },
    get loss() {
      return loss;
    },
  };
}

/** A line without the marks that Windows puts around it. */
function bare(line: string): string {
  const from = line.startsWith("\uFEFF") ? 1 : 0;
  return line.slice(from, line.endsWith("\r") ? -1 : undefined);
}

interface Item {
  /** Columns that every line of the item loses. */
  readonly indent: number;
  readonly lines: string[];
}

/** What ends one file and begins the next on one line: "version: v1apiVersion: apps/v1". No YAML mapping can say that. */
const GLUED = /^(.*\S)(apiVersion:\s*[\w./-]{1,253})\s*$/;

/** A document says its kind and version once. */
function beginsAnother(head: readonly string[], text: string): boolean {
  if (text.startsWith("apiVersion:")) return says(head, "apiVersion");
  return text.startsWith("kind:") && (says(head, "kind") || GLUED.test(head.at(-1) ?? ""));
}

function says(head: readonly string[], key: string): boolean {
  return head.some((line) => line.startsWith(`${key}:`));
}

const ITEMS = /^items:\s*(?:#.*)?$/;

/** A kind that was already said and is no list, such as a custom resource with items of its own. */
function mayBeList(head: readonly string[]): boolean {
  const { kind } = listHead(head);
  return kind === null || kind.endsWith("List");
}

function listHead(head: readonly string[]): ListHead {
  return { apiVersion: topLevel(head, "apiVersion"), kind: topLevel(head, "kind") };
}

function topLevel(lines: readonly string[], key: string): string | null {
  const line = lines.find((each) => each.startsWith(`${key}:`));
  return line === undefined ? null : unquoted(line.slice(key.length + 1));
}

/** A plain or quoted word without a trailing comment. */
export function unquoted(text: string): string | null {
  return /^\s*["']?([\w./-]{1,253})["']?\s*(?:#.*)?$/.exec(text)?.[1] ?? null;
}
