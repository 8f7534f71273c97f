/**
 * The HTTP API of a Prometheus, as far as the product asks it: its own questions, word for word. Source:
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
import { serverTime } from "../../metrics/queries.ts";
import { type Answer, ok } from "../api/status.ts";
import type { JsonObject } from "../json.ts";
import { type Answerable, type Asked, answerable, type Sample } from "./answers.ts";
import type { ClusterMetrics } from "./measured.ts";

/** Answers a path from `/api/v1/` on. */
export function prometheus(
  metrics: ClusterMetrics,
  path: string,
  parameters: URLSearchParams,
): Answer {
  switch (path) {
    case "/api/v1/query":
      return refusable(() => instant(metrics, parameters));
    case "/api/v1/query_range":
      return refusable(() => range(metrics, parameters));
    case "/api/v1/status/buildinfo":
      return success(BUILD);
    case "/api/v1/labels":
      return success(LABELS);
    case "/-/ready":
      return {
        status: 200,
        headers: { "Content-Type": "text/plain; charset=utf-8" },
        body: ["Prometheus Server is Ready.\n"],
      };
    default:
      return {
        status: 404,
        headers: { "Content-Type": "text/plain; charset=utf-8" },
        body: ["404 page not found\n"],
      };
  }
}

const BUILD = {
  version: "3.7.0",
  revision: "6ea6a75e5b9b1a8b0f1c6d5e4f3a2b1c0d9e8f7a",
  branch: "HEAD",
  buildUser: "root@sample",
  buildDate: "20251015-13:21:34",
  goVersion: "go1.25.3",
};

const LABELS = [
  "__name__",
  "container",
  "destination_service_name",
  "destination_service_namespace",
  "destination_workload",
  "destination_workload_namespace",
  "grpc_response_status",
  "le",
  "namespace",
  "node",
  "pod",
  "reporter",
  "request_protocol",
  "response_code",
  "source_workload",
  "source_workload_namespace",
];

/** A question that a Prometheus refuses. */
class BadData extends Error {
  override readonly name = "BadData";
}

function refusable(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof BadData) return badData(error.message);
    throw error;
  }
}

/** 400 as a Prometheus writes it. */
export function badData(message: string): Answer {
  return {
    status: 400,
    headers: { "Content-Type": "application/json" },
    body: [JSON.stringify({ status: "error", errorType: "bad_data", error: message })],
  };
}

function success(data: JsonObject | readonly string[]): Answer {
  return ok({ status: "success", data });
}

function instant({ model, now }: ClusterMetrics, parameters: URLSearchParams): Answer {
  if (parameters.get("query") === serverTime().text) {
    // Also the Prometheus of a past day has today's clock: only what it is asked about lies in the past.
    const seconds = Date.now() / 1000;
    return success({ resultType: "scalar", result: [seconds, textOf(seconds)] });
  }
  const question = questionOf(parameters);
  const at = timeOf(parameters.get("time") ?? String(now() / 1000), "time");
  return success({
    resultType: "vector",
    result: known(now(), at)
      ? question.answer(model, at).map(({ labels, value }) => ({
          metric: labels,
          value: [at / 1000, textOf(value)],
        }))
      : [],
  });
}

/** Prometheus refuses more points in a series. */
const MOST_POINTS = 11_000;

function range({ model, now }: ClusterMetrics, parameters: URLSearchParams): Answer {
  const question = questionOf(parameters);
  const start = timeOf(parameters.get("start") ?? "", "start");
  const end = timeOf(parameters.get("end") ?? "", "end");
  const step = durationOf(parameters.get("step") ?? "");
  if (end < start) {
    throw new BadData('invalid parameter "end": end timestamp must not be before start time');
  }
  if (step <= 0) {
    throw new BadData(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if ((end - start) / step > MOST_POINTS) {
    throw new BadData(
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  }

  const series = new Map<string, { metric: Sample["labels"]; values: [number, string][] }>();
  const latest = now();
  for (let at = start; at <= end; at += step) {
    if (!known(latest, at)) break;
    for (const { labels, value } of question.answer(model, at)) {
      const key = Object.values(labels).join("/");
      const one = series.get(key) ?? { metric: labels, values: [] };
      series.set(key, one);
      one.values.push([at / 1000, textOf(value)]);
    }
  }
  return success({ resultType: "matrix", result: [...series.values()] });
}

/** Milliseconds that the clock of whoever asks may be ahead. */
const CLOCKS_DIFFER = 15 * 60_000;

function known(now: number, at: number): boolean {
  return at <= now + CLOCKS_DIFFER;
}

// ---------------------------------------------------------------- reading what is asked

/** Questions of a scan are asked about hundreds of moments, each in the same words. */
const REMEMBERED = 2000;
const questions = new Map<string, Answerable>();

function questionOf(parameters: URLSearchParams): Answerable {
  const text = parameters.get("query") ?? "";
  const known = questions.get(text);
  if (known) return known;

  const found = answerable(askedIn(text)).find(({ query }) => query.text === text);
  if (!found) {
    throw new BadData(
      'invalid parameter "query": the demo fleet answers only the product\'s own queries',
    );
  }
  if (questions.size >= REMEMBERED) questions.clear();
  questions.set(text, found);
  return found;
}

/** What the product would have to be asking about for this text; whether it is its text is seen afterwards. */
function askedIn(text: string): Asked {
  const listed = (label: string) => {
    const [, values] = new RegExp(`[{ ]${label}=~"((?:[^"\\\\]|\\\\.)*)"`).exec(text) ?? [];
    // Between alternatives there is a bar without a backslash before it.
    return values === undefined
      ? null
      : unescaped(values)
          .split(/(?<!\\)\|/)
          .map(unescaped);
  };
  const [, window = "300"] = /(?:\[| offset )(\d+)s/.exec(text) ?? [];
  const [, cluster = null] = /[{ ]cluster="((?:[^"\\]|\\.)*)"/.exec(text) ?? [];
  const namespaces =
    listed("namespace") ??
    listed("destination_workload_namespace") ??
    listed("destination_service_namespace");
  return {
    window: Number(window),
    cluster: cluster === null ? null : unescaped(cluster),
    namespaces,
    gateways: listed("source_workload") ?? [],
    pods: /^count by \(cluster\)/.test(text) ? (listed("pod") ?? []) : [],
  };
}

/** Takes one layer of backslashes away. */
function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}

/** Seconds since 1970, or RFC 3339; milliseconds. */
function timeOf(text: string, parameter: string): number {
  const time = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isFinite(time)) return Math.round(time);
  throw new BadData(
    `invalid parameter "${parameter}": cannot parse "${text}" to a valid timestamp`,
  );
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Seconds, or "5m"; milliseconds. */
function durationOf(text: string): number {
  const [, amount, unit = "s"] = /^(-?\d+(?:\.\d+)?)([smhdw])?$/.exec(text) ?? [];
  if (amount === undefined) {
    throw new BadData(`invalid parameter "step": cannot parse "${text}" to a valid duration`);
  }
  return Math.round(Number(amount) * (UNITS[unit] ?? 1) * 1000);
}

/** As Go writes floating point numbers: never with an exponent. */
function textOf(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}
