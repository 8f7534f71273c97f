/**
 * What a Prometheus answers, from JSON of unknown shape to figures. A figure that cannot be one is refused, which makes
 * it null, and counted by its reason. https://prometheus.io/docs/prometheus/latest/querying/api/#expression-queries
 */
import { quoted } from "../cluster/problem.ts";
import type { MeasurementGap } from "../snapshot/measurement.ts";

/** One series at one moment. */
export interface Sample {
  /** Values of the labels that were asked for, in that order; "" for one that the series does not have. */
  readonly labels: readonly string[];
  /** null: refused. */
  readonly value: number | null;
}

/** One series over a time. */
export interface Series {
  readonly labels: readonly string[];
  /** Ascending; seconds since 1970. A moment without a sample has no point. */
  readonly points: readonly Point[];
}

export interface Point {
  readonly at: number;
  /** null: refused. */
  readonly value: number | null;
}

/** Why a figure was refused. */
export type Refusal =
  | "not-a-number"
  | "infinite"
  | "negative"
  | "unreadable"
  | "duplicated"
  | "stale";

export interface Told<T> {
  readonly ok: true;
  readonly series: readonly T[];
  /** Figures that were refused, by reason. */
  readonly refused: ReadonlyMap<Refusal, number>;
  /** What the server says of its own answer: parts of the data are missing, or cannot be trusted. */
  readonly warnings: readonly string[];
}

export interface Malformed {
  readonly ok: false;
  /** One sentence. */
  readonly because: string;
}

/** More series than any question of ours has in the largest of clusters. */
export const MOST_SERIES = 50_000;
/** A Prometheus looks back five minutes for a sample and stamps it with the time asked for. Seconds. */
const STALE_AFTER = 300;
const MOST_LABEL = 1024;

/** @param at seconds since 1970 that were asked for. */
export function readVector(
  body: unknown,
  labels: readonly string[],
  at: number,
): Told<Sample> | Malformed {
  const answer = readAnswer(body, "vector");
  if (!answer.ok) return answer;

  const refused = new Map<Refusal, number>();
  const found = new Map<string, { labels: readonly string[]; value: number | null }>();
  for (const item of answer.result) {
    const named = labelsOf(item, labels);
    if (named === null) return malformed("a series without readable labels");
    const sample = readSample(isObject(item) && "value" in item ? item.value : undefined);
    const isOld = typeof sample === "object" && Math.abs(sample.at - at) > STALE_AFTER;
    const figure = isOld ? "stale" : typeof sample === "object" ? sample.value : sample;

    const key = JSON.stringify(named);
    const known = found.get(key);
    if (known) {
      known.value = null;
      count(refused, "duplicated");
    } else {
      found.set(key, { labels: named, value: accepted(figure, refused) });
    }
  }
  return { ok: true, series: [...found.values()], refused, warnings: answer.warnings };
}

/** @param range seconds since 1970 that were asked for; points outside of it are dropped. */
export function readMatrix(
  body: unknown,
  labels: readonly string[],
  range: { readonly from: number; readonly to: number },
): Told<Series> | Malformed {
  const answer = readAnswer(body, "matrix");
  if (!answer.ok) return answer;

  const refused = new Map<Refusal, number>();
  const found = new Map<string, Series>();
  for (const item of answer.result) {
    const named = labelsOf(item, labels);
    const values = isObject(item) && "values" in item ? item.values : undefined;
    if (named === null) return malformed("a series without readable labels");
    // A series of native histograms only has `histograms` instead.
    if (!Array.isArray(values)) {
      count(refused, "unreadable");
      continue;
    }
    const points: Point[] = [];
    for (const value of values) {
      const sample = readSample(value);
      if (typeof sample !== "object") {
        count(refused, "unreadable");
        continue;
      }
      const before = points.at(-1);
      if (before && sample.at <= before.at)
        return malformed("samples that are not in order of time");
      if (sample.at < range.from - 1 || sample.at > range.to + 1) count(refused, "stale");
      else points.push({ at: sample.at, value: accepted(sample.value, refused) });
    }
    const key = JSON.stringify(named);
    const known = found.get(key);
    if (known) count(refused, "duplicated");
    const kept = known ? known.points.map(({ at }) => ({ at, value: null })) : points;
    found.set(key, { labels: named, points: kept });
  }
  return { ok: true, series: [...found.values()], refused, warnings: answer.warnings };
}

/** The answer to a question such as `time()`. VictoriaMetrics has vectors only: one series without labels. */
export function readScalar(body: unknown): number | Malformed {
  const data = dataOf(body);
  const [only, second]: unknown[] = Array.isArray(data?.result) ? data.result : [];
  const isVector = data?.resultType === "vector" && second === undefined;
  if (data?.resultType !== "scalar" && !isVector) return malformed("no single number");
  const value = isVector && isObject(only) && "value" in only ? only.value : data?.result;
  const sample = readSample(value);
  return typeof sample === "object" && typeof sample.value === "number"
    ? sample.value
    : malformed("no single number");
}

/** Figures of one moment by the values of their labels, joined by line breaks; null where there was no answer. */
export function byLabels(
  samples: readonly Sample[] | null,
): ReadonlyMap<string, number | null> | null {
  return samples && new Map(samples.map(({ labels, value }) => [labels.join("\n"), value]));
}

/** What a Prometheus says of its own failure: `{"status":"error","errorType":"...","error":"..."}`; null: it is none. */
export function readError(body: unknown): string | null {
  if (!isObject(body) || !("status" in body) || body.status !== "error") return null;
  return "error" in body && typeof body.error === "string"
    ? quoted(body.error)
    : "without a reason";
}

/** What is missing from an answer, for people. */
export function gapsIn(what: string, { refused, warnings }: Told<unknown>): MeasurementGap[] {
  return [
    ...[...refused].map(([reason, times]) => ({
      what,
      because: `${times === 1 ? "One figure was" : `${times} figures were`} refused: ${WHY[reason]}.`,
    })),
    ...warnings.slice(0, 1).map((warning) => ({
      what,
      because: `The source says that its answer is not whole: ${quoted(warning)}.`,
    })),
  ];
}

const WHY = {
  "not-a-number": "not a number (NaN), as without any request in the time looked at",
  infinite: "infinite",
  negative: "below zero, which it cannot be",
  unreadable: "not written as a number",
  duplicated: "the source has it more than once, with different values or from different scrapes",
  stale: "from another time than the one asked for",
} satisfies Record<Refusal, string>;

type Figure = number | Refusal;

function accepted(figure: Figure, refused: Map<Refusal, number>): number | null {
  if (typeof figure === "number") return figure;
  count(refused, figure);
  return null;
}

function count(refused: Map<Refusal, number>, reason: Refusal): void {
  refused.set(reason, (refused.get(reason) ?? 0) + 1);
}

const NUMBER = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?(?:[eE][+-]?\d{1,4})?|Inf|NaN)$/;

/** `[seconds, "figure"]`. */
function readSample(value: unknown): { at: number; value: Figure } | "unreadable" {
  if (!Array.isArray(value) || value.length !== 2) return "unreadable";
  const [at, text]: unknown[] = value;
  if (typeof at !== "number" || !Number.isFinite(at) || typeof text !== "string") {
    return "unreadable";
  }
  return { at, value: readFigure(text) };
}

/** Nothing that we ask for can be below zero. */
function readFigure(text: string): Figure {
  if (!NUMBER.test(text)) return "unreadable";
  if (text.endsWith("NaN")) return "not-a-number";
  const figure = Number(text);
  if (text.endsWith("Inf") || !Number.isFinite(figure)) return "infinite";
  return figure < 0 ? "negative" : figure + 0;
}

function labelsOf(item: unknown, wanted: readonly string[]): readonly string[] | null {
  const metric = isObject(item) && "metric" in item ? item.metric : null;
  if (!isObject(metric)) return null;
  const labels = new Map<string, unknown>(Object.entries(metric));
  const values = wanted.map((label) => labels.get(label) ?? "");
  return values.every(isLabel) ? values.map(String) : null;
}

function isLabel(value: unknown): boolean {
  return typeof value === "string" && value.length <= MOST_LABEL && !/\p{Cc}/u.test(value);
}

function readAnswer(
  body: unknown,
  type: "vector" | "matrix",
): { ok: true; result: readonly unknown[]; warnings: readonly string[] } | Malformed {
  const data = dataOf(body);
  if (data === null || !isObject(body))
    return malformed("something else than the answer of a Prometheus");
  if (data.resultType !== type || !Array.isArray(data.result)) return malformed(`no ${type}`);
  if (data.result.length > MOST_SERIES) {
    return {
      ok: false,
      because: `The answer has ${data.result.length.toLocaleString("en")} series, more than the ${MOST_SERIES.toLocaleString("en")} that are read.`,
    };
  }
  return { ok: true, result: data.result, warnings: warningsOf(body) };
}

function dataOf(body: unknown): { resultType: unknown; result: unknown } | null {
  if (!isObject(body) || !("status" in body) || body.status !== "success") return null;
  if (!("data" in body) || !isObject(body.data)) return null;
  const { data } = body;
  return "resultType" in data && "result" in data ? data : null;
}

/**
 * Prometheus and Thanos tell of partial answers in `warnings`, Mimir also in `infos`, VictoriaMetrics by `isPartial`.
 * Infos of the query engine itself speak of the wording of a query.
 */
function warningsOf(body: object): readonly string[] {
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((text) => typeof text === "string").slice(0, 20) : [];
  const infos = "infos" in body ? texts(body.infos) : [];
  return [
    ...("warnings" in body ? texts(body.warnings) : []),
    ...infos.filter((text) => !text.startsWith("PromQL info")),
    ...("isPartial" in body && body.isPartial === true ? ["it is partial"] : []),
  ];
}

function malformed(what: string): Malformed {
  return { ok: false, because: `The answer holds ${what}.` };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
