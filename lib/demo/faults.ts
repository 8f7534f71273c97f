import type { Target } from "./api/route.ts";
import { type Answer, expired, failure, forbidden, plainText, unauthorized } from "./api/status.ts";
import type { DemoCluster } from "./cluster.ts";
import { field, isList, isObject, type Json } from "./json.ts";
import { resourceName } from "./kinds.ts";

/** What can go wrong between a reader and an API server. */
export const FAULTS = [
  /** 401: the token is not accepted. */
  "unauthorized",
  /** 403: RBAC refuses the resource. */
  "forbidden",
  /** Its CustomResourceDefinition is missing: gone from discovery, and 404. */
  "not-installed",
  /** 404 although discovery lists it. */
  "not-found",
  /** 410 for every continue token: etcd has compacted the list's version away. */
  "gone",
  /** 429 with Retry-After: 1. */
  "too-many-requests",
  "server-error",
  "unavailable",
  /** The connection breaks in the middle of the body. */
  "reset",
  /** The body comes in small pieces with pauses. */
  "drip",
  /** Headers are sent, the body never comes. */
  "hang",
  /** 200 with a body that is not JSON from its middle on. */
  "invalid-json",
  /** 200 with a body that ends early without an error. */
  "truncated",
  /** 200 with a web page, as captive portals and sign-in proxies answer. */
  "html",
  /** 302 to a cloud's metadata address. */
  "redirect",
  /** An object of 64 MiB stands first in the list. */
  "huge-object",
  /** Objects with wrong types stand first in the list. */
  "malformed-object",
  /** Every page carries a continue token. */
  "endless-pages",
  /** The server's clock runs three days ahead. */
  "clock-skew",
] as const;

/** What else can go wrong with a Prometheus. */
export const PROMETHEUS_FAULTS = [
  /** 422: a Prometheus gives up on the question. */
  "unprocessable",
  /** Figures of a Prometheus that are none: NaN. */
  "not-a-number",
  /** Figures without an end: +Inf. */
  "infinite",
  /** Figures below zero. */
  "negative",
  /** Each series of an answer stands in it twice. */
  "duplicated-series",
  /** Its clock is ten minutes ahead. */
  "clock-ahead",
  /** An answer of a hundred thousand series. */
  "many-series",
] as const;

export type FaultName = (typeof FAULTS | typeof PROMETHEUS_FAULTS)[number];

export interface Fault {
  readonly does: FaultName;
  /** "pods", "virtualservices.networking.istio.io", "*.networking.istio.io", "prometheus", or "discovery"; absent: every request. */
  readonly resource?: string;
  /** Only in the cluster of this name; absent: in each. */
  readonly cluster?: string;
  /** Matching requests that are answered well first. */
  readonly skip?: number;
  /** Matching requests that are then answered badly; absent: all that follow. */
  readonly times?: number;
}

/**
 * Reads a fault as the command line gives it: "reset:pods", "gone:pods:times=1", "unauthorized::skip=10".
 * @throws when the name is unknown or a part cannot be read.
 */
export function parseFault(text: string): Fault {
  const [name, resource, ...options] = text.split(":");
  const all = [...FAULTS, ...PROMETHEUS_FAULTS];
  const does = all.find((known) => known === name);
  if (!does) throw new Error(`No fault is called ${name}. Known: ${all.join(", ")}.`);

  const counts = options.map((option) => {
    const [, key, count] = /^(skip|times)=(\d+)$/.exec(option) ?? [];
    if (!key || !count) throw new Error(`${option} is neither skip=NUMBER nor times=NUMBER.`);
    return [key, Number(count)] as const;
  });
  return { does, ...(resource ? { resource } : {}), ...Object.fromEntries(counts) };
}

/** Decides for each request which fault it meets: the first that matches and is not used up. */
export function faultLine(
  faults: readonly Fault[],
): (cluster: string, target: Target | null, continued: boolean) => FaultName | null {
  const seen = new Map<Fault, number>();
  return (cluster, target, continued) => {
    for (const fault of faults) {
      if (!meets(fault, cluster, target, continued)) continue;
      const before = seen.get(fault) ?? 0;
      seen.set(fault, before + 1);
      const { skip = 0, times = Number.POSITIVE_INFINITY } = fault;
      if (before >= skip && before < skip + times) return fault.does;
    }
    return null;
  };
}

/** The cluster without the kinds that faults say are not installed. */
export function withoutMissingKinds(cluster: DemoCluster, faults: readonly Fault[]): DemoCluster {
  const missing = faults.filter(
    (fault) => fault.does === "not-installed" && (fault.cluster ?? cluster.name) === cluster.name,
  );
  return {
    ...cluster,
    kinds: cluster.kinds.filter(
      (kind) => !missing.some(({ resource = "" }) => names(resource, resourceName(kind))),
    ),
  };
}

/** The answer that stands in place of the real one; null when the fault bends the real one instead. */
export function refusal(fault: FaultName, target: Target | null): Answer | null {
  switch (fault) {
    case "unauthorized":
      return unauthorized();
    case "forbidden": {
      const { plural = "", group = "", namespace = null } = target ?? {};
      return forbidden(plural === "prometheus" ? "services/proxy" : plural, group, namespace);
    }
    case "unprocessable":
      return {
        status: 422,
        headers: { "Content-Type": "application/json" },
        body: [
          '{"status":"error","errorType":"execution","error":"query processing would load too many samples into memory in query execution"}',
        ],
      };
    case "not-found":
      return plainText(404, "404 page not found\n");
    case "gone":
      return expired("");
    case "too-many-requests":
      return failure(429, "TooManyRequests", "Too many requests, please try again later.", {
        headers: { "Retry-After": "1" },
        details: { retryAfterSeconds: 1 },
      });
    case "server-error":
      return failure(
        500,
        "InternalError",
        "Internal error occurred: etcdserver: request timed out",
      );
    case "unavailable":
      return failure(
        503,
        "ServiceUnavailable",
        "the server is currently unable to handle the request",
      );
    case "html":
      return {
        status: 200,
        headers: { "Content-Type": "text/html; charset=utf-8" },
        body: ["<!doctype html><title>Sign in</title><h1>Sign in to continue</h1>"],
      };
    case "redirect":
      return {
        status: 302,
        headers: { Location: "http://169.254.169.254/latest/meta-data/" },
        body: [],
      };
    default:
      return null;
  }
}

/** Changes the text of an answer; other faults leave it alone and act on the connection. */
export function bend(fault: FaultName, answer: Answer): Answer {
  switch (fault) {
    case "invalid-json":
      return {
        ...answer,
        body: [whole(answer).replace(/[:[]/g, (sign, at) => (at > 120 ? "," : sign))],
      };
    case "truncated": {
      const body = whole(answer);
      return { ...answer, body: [body.slice(0, Math.floor(body.length / 2))] };
    }
    case "huge-object":
      return { ...answer, body: withFirstItems(whole(answer), hugeObject()) };
    case "malformed-object":
      return { ...answer, body: withFirstItems(whole(answer), MALFORMED) };
    case "endless-pages":
      return { ...answer, body: [withContinueToken(whole(answer))] };
    case "not-a-number":
      return withFigures(answer, () => "NaN");
    case "infinite":
      return withFigures(answer, () => "+Inf");
    case "negative":
      return withFigures(answer, (figure) => `-${figure}`);
    case "clock-ahead":
      return whole(answer).includes('"resultType":"scalar"')
        ? withFigures(answer, (figure) => String(Number(figure) + 600))
        : answer;
    case "duplicated-series":
      return withSeries(answer, (series) => [...series, ...series]);
    case "many-series":
      return withSeries(answer, (series) => {
        const [first] = series;
        if (!isObject(first)) return series;
        return Array.from({ length: 100_000 }, (_, index) => ({
          ...first,
          metric: { namespace: `made-up-${index}`, pod: `made-up-${index}` },
        }));
      });
    case "clock-skew": {
      const date = new Date(Date.now() + 3 * 24 * 3_600_000).toUTCString();
      return { ...answer, headers: { ...answer.headers, Date: date } };
    }
    default:
      return answer;
  }
}

function meets(fault: Fault, cluster: string, target: Target | null, continued: boolean): boolean {
  if (fault.does === "not-installed") return false;
  if (fault.cluster !== undefined && fault.cluster !== cluster) return false;
  if (fault.does === "gone" && !continued) return false;
  if (fault.resource === undefined) return true;
  return names(fault.resource, target ? resourceName(target) : "discovery");
}

function names(pattern: string, resource: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === resource;
  const [, ...group] = resource.split(".");
  return group.join(".") === pattern.slice(2);
}

function whole({ body }: Answer): string {
  return Array.from(body, String).join("");
}

/** Changes the figures in an answer of a Prometheus. */
function withFigures(answer: Answer, change: (figure: string) => string): Answer {
  const body = whole(answer).replace(
    /(\[[\d.]+,")([^"]*)("\])/g,
    (_, before: string, figure: string, after: string) => before + change(figure) + after,
  );
  return { ...answer, body: [body] };
}

/** Changes the series in an answer of a Prometheus; what is none stays as it is. */
function withSeries(answer: Answer, change: (series: readonly Json[]) => readonly Json[]): Answer {
  const body: Json = JSON.parse(whole(answer));
  const data = field(body, "data");
  if (!isObject(body) || !isObject(data) || !isList(data.result)) return answer;
  const changed = { ...body, data: { ...data, result: change(data.result) } };
  return { ...answer, body: [JSON.stringify(changed)] };
}

const ITEMS = '"items":[';

function withFirstItems(body: string, added: Iterable<string>): readonly string[] {
  const at = body.indexOf(ITEMS);
  if (at < 0) return [body];
  const rest = body.slice(at + ITEMS.length);
  return [body.slice(0, at + ITEMS.length), ...added, rest.startsWith("]") ? "" : ",", rest];
}

function hugeObject(): readonly string[] {
  const mebibyte = "sample ".repeat(149_797);
  return [
    '{"metadata":{"name":"huge","namespace":"default","annotations":{"note":"',
    ...Array.from({ length: 64 }, () => mebibyte),
    '"}},"spec":{}}',
  ];
}

const MALFORMED: readonly string[] = [
  [
    { metadata: { name: "wrong-spec", namespace: "default" }, spec: "text", status: [] },
    { metadata: { name: "wrong-labels", namespace: "default", labels: 7 }, spec: {} },
    {
      metadata: { name: "wrong-lists", namespace: "default", creationTimestamp: {} },
      spec: { containers: { name: "main" }, ports: 80, rules: "all", hosts: [{ host: 1 }] },
    },
    { metadata: { name: 7, namespace: ["default"] } },
    { metadata: null },
    null,
    "text",
  ]
    .map((object) => JSON.stringify(object))
    .join(","),
];

function withContinueToken(body: string): string {
  if (body.includes('"continue":"')) return body;
  return body.replace(
    '"metadata":{"resourceVersion":',
    '"metadata":{"continue":"again","resourceVersion":',
  );
}
