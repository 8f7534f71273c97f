/**
 * Pods of one template stand next to each other in a list, and nearly all of their text is the same. Such twins are
 * told by comparing bytes with the pod before them, their model: only their status is decoded, and the rest is shared.
 *
 * It is exact, because only strings of two sorts may differ: those that are copied (name, node, time), and those that
 * no record is made from (identifiers, annotations that are not kept, what is removed anyway). All other bytes must be
 * the same, and the decoded model must have the copied strings where its text seems to have them.
 */
import { isRaw, keepsAnnotation, type Raw } from "../inventory/from-kubernetes/raw.ts";
import {
  BACKSLASH,
  CLOSE_OBJECT,
  type CutKeys,
  endOfString,
  endOfValue,
  type Found,
  isAt,
  isText,
  OPEN_OBJECT,
  QUOTE,
  type Watch,
  walk,
  without,
} from "./cut.ts";

/** A decoded pod, and what of its text may differ in its twins. */
export interface Model {
  readonly pod: { readonly metadata: Raw; readonly spec: Raw };
  readonly start: number;
  /** Where the value of its status begins. */
  readonly status: number;
  readonly gaps: readonly Gap[];
}

type Copied = "name" | "creationTimestamp" | "nodeName";

/** A string without its quotes, or all of `managedFields`. */
interface Gap {
  readonly what: Copied | "ignored" | "managedFields";
  readonly start: number;
  readonly end: number;
}

/**
 * The object that begins at `start`, without what `keys` remove, when it is a twin of the model; null when it is not.
 * Strings that no record is made from are the model's.
 * @throws SyntaxError
 */
export function decodeTwin(json: Buffer, start: number, model: Model, keys: CutKeys): Found | null {
  const copies: { readonly what: Copied; readonly text: string }[] = [];
  let ours = start;
  let theirs = model.start;
  for (const gap of model.gaps) {
    if (!isSame(json, ours, theirs, gap.start)) return null;
    ours += gap.start - theirs;
    const end = endOfGap(json, ours, gap.what);
    if (end === NO_END) return null;
    if (isCopied(gap.what)) copies.push({ what: gap.what, text: json.toString("utf8", ours, end) });
    ours = end;
    theirs = gap.end;
  }
  if (!isSame(json, ours, theirs, model.status + 1)) return null;

  const status = ours + model.status - theirs;
  const ranges: number[] = [];
  const end = walk(json, status, keys, ranges) + 1;
  if (json[end] !== CLOSE_OBJECT) return null;

  const decoded: unknown = JSON.parse(without(json, status, end, ranges));
  const metadata: Record<string, unknown> = { ...model.pod.metadata };
  const spec: Record<string, unknown> = { ...model.pod.spec };
  for (const { what, text } of copies) (what === "nodeName" ? spec : metadata)[what] = text;
  return { item: { metadata, spec, status: decoded }, end };
}

/** Watches over a walk for what makes the object a model. */
export interface ModelWatch extends Watch {
  /** null when others cannot be compared with the object that began at `start`. */
  model(start: number, item: unknown): Model | null;
}

export function watchForModel(json: Buffer): ModelWatch {
  const gaps: Gap[] = [];
  let section = "";
  let group = "";
  let token = NO_END;
  let status = 0;
  let odd = false;

  const note = (what: Gap["what"], start: number) => {
    const end = endOfGap(json, start, what);
    if (end !== NO_END) gaps.push({ what, start, end });
  };
  const noteInside = (start: number, end: number, before: Buffer, text: number) => {
    const inside = json.subarray(start, end);
    for (let at = inside.indexOf(before); at >= 0; at = inside.indexOf(before, at + 1)) {
      note("ignored", start + at + text);
    }
  };

  return {
    deepest: 4,
    key(depth, start, end, value) {
      if (status > 0 || (depth > 2 && group === "")) return false;
      if (depth === 4 && end - start !== "name".length) return false;
      if (depth === 2 && !TELLING_LENGTHS[end - start]) {
        odd ||= hasEscape(json, start, end);
        group = "";
        return false;
      }
      // Names that matter here are plain ASCII.
      const name = json.toString("latin1", start, end);
      const isText = json[value] === QUOTE;
      if (name.includes("\\")) odd = true;
      if (depth === 1) {
        section = name;
        group = "";
        if (name === "status" && json[value] === OPEN_OBJECT) status = value;
      } else if (depth === 2) {
        const path = `${section}.${name}`;
        group = path === ANNOTATIONS || path === VOLUMES ? path : "";
        const what = WHAT.get(path);
        if (what && isText) note(what, value + 1);
      } else if (depth === 3 && group === ANNOTATIONS) {
        if (isText && !keepsAnnotation(name)) note("ignored", value + 1);
      } else if (depth === 4 && group === VOLUMES && name === "name") {
        const isToken = json[start - 2] === OPEN_OBJECT && isAt(json, value, TOKEN);
        token = isToken ? value + 1 : NO_END;
      }
      return false;
    },
    removed(depth, key, value, end) {
      if (status > 0) return;
      const isNamed = (name: Buffer) => isText(json, key + 1, value - 2, name);
      if (isNamed(MANAGED_FIELDS)) {
        note("managedFields", value);
      } else if (isNamed(VOLUME_MOUNTS)) {
        noteInside(value, end, TOKEN, 1);
      } else if (isNamed(AFFINITY)) {
        noteInside(value, end, FIRST_VALUE, FIRST_VALUE.length);
      } else if (depth === 4 && group === VOLUMES && token !== NO_END) {
        // A volume of a name and one source that is removed: no record is made from what is left.
        const isWhole = json[end] === CLOSE_OBJECT && endOfString(json, token - 1) + 2 === key;
        if (isWhole) note("ignored", token);
      }
    },
    model(start, pod) {
      if (status === 0 || odd || !isPod(pod) || !isAsWritten(pod, json, gaps)) return null;
      return { pod, start, status, gaps };
    },
  };
}

const ANNOTATIONS = "metadata.annotations";
const VOLUMES = "spec.volumes";

const WHAT: ReadonlyMap<string, Gap["what"]> = new Map([
  ["metadata.name", "name"],
  ["metadata.uid", "ignored"],
  ["metadata.resourceVersion", "ignored"],
  ["metadata.creationTimestamp", "creationTimestamp"],
  ["spec.nodeName", "nodeName"],
]);

/** By the length of a key two brackets deep: whether it may be one of those, or open a group. Others are not spelled out. */
const TELLING_LENGTHS: readonly true[] = [...WHAT.keys(), ANNOTATIONS, VOLUMES].reduce<true[]>(
  (lengths, path) => {
    lengths[path.length - path.indexOf(".") - 1] = true;
    return lengths;
  },
  [],
);

function hasEscape(json: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (json[at] === BACKSLASH) return true;
  return false;
}

const MANAGED_FIELDS = Buffer.from("managedFields");
const VOLUME_MOUNTS = Buffer.from("volumeMounts");
const AFFINITY = Buffer.from("affinity");

/** The volume with the token of a service account is named at random in every pod. */
const TOKEN = Buffer.from('"kube-api-access-');
/** The controller of a DaemonSet writes the node of a pod into its affinity. */
const FIRST_VALUE = Buffer.from('"values":["');

function isCopied(what: Gap["what"]): what is Copied {
  return what !== "ignored" && what !== "managedFields";
}

function isPod(value: unknown): value is Model["pod"] {
  return isRaw(value) && isRaw(value.metadata) && isRaw(value.spec);
}

/** A text can have two names, of which decoding keeps the last. */
function isAsWritten(
  { metadata, spec }: Model["pod"],
  json: Buffer,
  gaps: readonly Gap[],
): boolean {
  return gaps.every(
    ({ what, start, end }) =>
      !isCopied(what) ||
      (what === "nodeName" ? spec : metadata)[what] === json.toString("utf8", start, end),
  );
}

/** Shorter ranges are compared sooner than a native comparison is called. */
const SHORT = 24;

/** Whether the text at `ours` is that from `theirs` to `end`. */
function isSame(json: Buffer, ours: number, theirs: number, end: number): boolean {
  const length = end - theirs;
  if (length > SHORT) {
    const until = ours + length;
    return until <= json.length && json.compare(json, theirs, end, ours, until) === 0;
  }
  for (let at = 0; at < length; at += 1) if (json[ours + at] !== json[theirs + at]) return false;
  return true;
}

const NO_END = -1;

function endOfGap(json: Buffer, start: number, what: Gap["what"]): number {
  if (what === "managedFields") return endOfValue(json, start) + 1;
  return what === "ignored" ? endOfString(json, start - 1) : endOfPlainText(json, start);
}

/** Index of the quote behind a text that stands for itself. */
function endOfPlainText(json: Buffer, start: number): number {
  for (let at = start; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH || byte < SPACE) return NO_END;
  }
  return NO_END;
}

const SPACE = 0x20;
