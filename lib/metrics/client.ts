/**
 * A bounded conversation with a Prometheus, or with what speaks as it does. Only GET; addresses are guarded as those of
 * clusters are; redirects are not followed; concurrency, time, size and points are capped. What goes wrong is a value
 * with a sentence, never an exception, except for the end of the caller's own signal.
 */
import { type Answer, AnswerTooLarge } from "../cluster/connection.ts";
import { patientGet } from "../cluster/patient-get.ts";
import { quoted } from "../cluster/problem.ts";
import { limited, TimeOver } from "../cluster/time-limit.ts";
import {
  type Malformed,
  readError,
  readMatrix,
  readScalar,
  readVector,
  type Sample,
  type Series,
  type Told,
} from "./answer.ts";
import {
  explainFailure,
  explainStatus,
  type Failure,
  failure,
  hidden,
  type Speaker,
} from "./failure.ts";
import { type Query, serverTime } from "./queries.ts";
import { type RouteOptions, routeTo } from "./route.ts";
import type { MetricsCredential } from "./source.ts";

export interface Prometheus {
  /** Its address or Service, fit to show. */
  readonly server: string;
  /** Asks for the server's clock; everything asked afterwards is asked by that clock. */
  readClock(): Promise<Clock | Failure>;
  /** Figures of one moment of our clock. */
  instant(query: Query, at: Date): Promise<Told<Sample> | Failure>;
  /** @throws RangeError for more than MOST_POINTS points. */
  range(query: Query, range: Range): Promise<Told<Series> | Failure>;
  /** "Prometheus 3.5.0"; null when it does not say. */
  version(): Promise<string | null>;
  /** Requests that were sent so far. */
  readonly sent: number;
  close(): void;
}

export interface Clock {
  readonly ok: true;
  /** Seconds that the server's clock is ahead of ours; negative: behind; null: it did not say. */
  readonly ahead: number | null;
}

/** Seconds since 1970 by our clock, both ends included. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

export interface PrometheusOptions extends Omit<RouteOptions, "sockets"> {
  readonly signal: AbortSignal;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Limits {
  /** Milliseconds for one query with its second try. */
  readonly query: number;
  /** Milliseconds for everything that is asked in one conversation. */
  readonly total: number;
  /** Bytes of one answer. */
  readonly bytes: number;
}

export const LIMITS: Limits = { query: 10_000, total: 60_000, bytes: 16_000_000 };

/** Prometheus refuses more: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries */
export const MOST_POINTS = 11_000;
const CONCURRENCY = 4;
/** Of those failures that are the source's own, before the rest is not asked. */
const MOST_FAILURES = 3;
const RETRY = { tries: 2, firstWait: 250, longestWait: 2000 };
/** Seconds. Below this a difference may be the way of the answer. */
const CLOCKS_AGREE = 30;

/** Nothing is sent before the first question. Close it when done. */
export function openPrometheus(options: PrometheusOptions): Prometheus | Failure {
  const route = routeTo({ ...options, sockets: CONCURRENCY });
  if ("because" in route) return route;

  const limits = { ...LIMITS, ...options.limits };
  const whole = limited(options.signal, limits.total);
  const inTurn = queue(CONCURRENCY);
  const speaker = { ...route, secrets: secretsIn(options.credential) };
  let ahead = 0;
  let sent = 0;
  let failures = 0;
  let lastFailure: Failure | null = null;

  const get = async (path: string): Promise<Answer | Failure> => {
    if (lastFailure && failures >= MOST_FAILURES) return lastFailure;
    const limit = limited(whole.signal, limits.query);
    try {
      limit.signal.throwIfAborted();
      sent += 1;
      return await patientGet(
        route.connection,
        `${route.path}${path}`,
        // The signal ends first, and says which of the limits it was.
        { signal: limit.signal, timeout: limits.query + 1000, maxBytes: limits.bytes },
        RETRY,
      );
    } catch (error) {
      options.signal.throwIfAborted();
      return overLimit(error, route.server, limits) ?? explainFailure(error, speaker);
    } finally {
      limit.end();
    }
  };

  const ask = <T>(path: string, read: (body: unknown) => T | Malformed): Promise<T | Failure> =>
    inTurn(async () => {
      const answer = await get(path);
      const told = "ok" in answer ? answer : understand(answer, speaker, read);
      if (isFailure(told) && told.kind === "source") {
        failures += 1;
        lastFailure = told;
      } else {
        failures = 0;
      }
      return told;
    });

  return {
    server: route.server,
    get sent() {
      return sent;
    },
    async readClock() {
      const began = Date.now();
      const path = `/api/v1/query?${new URLSearchParams({ query: serverTime().text })}`;
      const time = await ask(path, readTime);
      if ("because" in time) {
        return time.kind === "query" ? { ok: true, ahead: null } : time;
      }
      const difference = time.seconds - (began + Date.now()) / 2000;
      ahead = Math.abs(difference) < CLOCKS_AGREE ? 0 : Math.round(difference);
      return { ok: true, ahead: Math.round(difference) };
    },
    instant({ text, labels }, at) {
      const time = at.getTime() / 1000 + ahead;
      const params = new URLSearchParams({ query: text, time: String(time) });
      return ask(`/api/v1/query?${params}`, (body) => readVector(body, labels, time));
    },
    async range({ text, labels }, { from, to, step }) {
      if ((to - from) / step >= MOST_POINTS) throw new RangeError("The range has too many points.");
      const asked = { from: from + ahead, to: to + ahead };
      const params = new URLSearchParams({
        query: text,
        start: String(asked.from),
        end: String(asked.to),
        step: String(step),
      });
      const told = await ask(`/api/v1/query_range?${params}`, (body) =>
        readMatrix(body, labels, asked),
      );
      return told.ok ? { ...told, series: told.series.map((one) => shifted(one, -ahead)) } : told;
    },
    async version() {
      const told = await ask("/api/v1/status/buildinfo", readVersion);
      return "because" in told ? null : told.version;
    },
    close() {
      whole.end();
      route.close();
    },
  };
}

function overLimit(error: unknown, server: string, limits: Limits): Failure | null {
  if (error instanceof TimeOver) {
    return error.limit === limits.query
      ? failure("slow", `${server} did not answer within ${limits.query / 1000} seconds.`)
      : failure("source", `The ${limits.total / 1000} seconds that measuring may take were over.`);
  }
  return error instanceof AnswerTooLarge
    ? failure(
        "too-large",
        `The answer of ${server} is larger than the ${limits.bytes / 1_000_000} MB that are read.`,
      )
    : null;
}

function understand<T>(
  answer: Answer,
  speaker: Speaker,
  read: (body: unknown) => T | Malformed,
): T | Failure {
  const { status, headers, body } = answer;
  const { server, secrets } = speaker;
  const text = body.toString("utf8");
  const json = parseJson(text);
  if (status !== 200) return explainStatus(answer, json, speaker);

  if (json === undefined) {
    return text.trimStart().startsWith("<") || String(headers["content-type"]).includes("html")
      ? failure(
          "source",
          `${server} answers with a web page, not as a Prometheus. A login page may stand in between.`,
        )
      : failure(
          "query",
          `The answer of ${server} is not valid JSON; it was cut off or changed on its way.`,
        );
  }
  const said = readError(json);
  if (said !== null) {
    return failure("query", `${server} refuses the question: ${hidden(said, secrets)}.`);
  }
  const told = read(json);
  return isMalformed(told) ? failure("query", told.because) : told;
}

function secretsIn(credential: MetricsCredential | null): readonly string[] {
  if (!credential) return [];
  const { bearer, basic, headers } = credential;
  return [bearer, basic?.password, ...Object.values(headers)].flatMap((secret) =>
    secret && secret.length >= 4 ? [secret] : [],
  );
}

function readTime(body: unknown): { readonly seconds: number } | Malformed {
  const seconds = readScalar(body);
  return typeof seconds === "number" ? { seconds } : seconds;
}

function readVersion(body: unknown): { readonly version: string } | Malformed {
  const data = fieldOf(body, "data");
  const version = fieldOf(data, "version");
  if (typeof version !== "string" || version === "") {
    return { ok: false, because: "The answer holds no version." };
  }
  const application = fieldOf(data, "application");
  const name = typeof application === "string" && application !== "" ? application : "Prometheus";
  return { version: quoted(`${name} ${version}`.slice(0, 100)) };
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function shifted({ labels, points }: Series, seconds: number): Series {
  return { labels, points: points.map(({ at, value }) => ({ at: at + seconds, value })) };
}

function isFailure(told: unknown): told is Failure {
  return isMalformed(told) && "kind" in told;
}

function isMalformed(told: unknown): told is Malformed {
  return typeof told === "object" && told !== null && "ok" in told && told.ok === false;
}

/** At most so many at once, the others in the order of their coming. */
function queue(most: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
