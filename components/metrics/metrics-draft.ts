/** What somebody has typed about a metrics source, and what of it is sent. */
import type { MetricsCredential, MetricsSource } from "@/lib/metrics/source.ts";
import type { AskedMetrics } from "../api.ts";

export type ServiceSource = Extract<MetricsSource, { kind: "service-proxy" }>;

export interface MetricsDraft {
  readonly by: "service" | "address" | "none";
  readonly service: Omit<ServiceSource, "kind">;
  readonly url: string;
  readonly tenant: string;
  /** "keep" sends nothing, so that a stored credential stays. */
  readonly credential: "keep" | "none" | "bearer" | "basic";
  readonly bearer: string;
  readonly username: string;
  readonly password: string;
  /** One "Name: value" per line. */
  readonly headers: string;
  readonly ca: string;
}

const EMPTY: MetricsDraft = {
  by: "none",
  service: { namespace: "", service: "", port: "9090", scheme: "http", path: "" },
  url: "",
  tenant: "",
  credential: "none",
  bearer: "",
  username: "",
  password: "",
  headers: "",
  ca: "",
};

/** Begins with what is stored, or with the likeliest Service that was found. */
export function metricsDraft(
  source: MetricsSource | null,
  found: readonly MetricsSource[],
  hasSecrets: boolean,
): MetricsDraft {
  const [likeliest] = found.filter(isService);
  const draft = likeliest ? { ...EMPTY, service: partsOf(likeliest) } : EMPTY;
  if (source === null) return draft;
  return isService(source)
    ? { ...draft, by: "service", service: partsOf(source) }
    : {
        ...draft,
        by: "address",
        url: source.url,
        tenant: source.tenant ?? "",
        credential: hasSecrets ? "keep" : "none",
      };
}

/** What is sent; null when no source is wanted. */
export function askedOf(draft: MetricsDraft): AskedMetrics | null {
  switch (draft.by) {
    case "none":
      return null;
    case "service":
      return { source: { kind: "service-proxy", ...draft.service } };
    case "address": {
      const tenant = draft.tenant.trim();
      const source: MetricsSource = {
        kind: "prometheus",
        url: draft.url.trim(),
        tenant: tenant === "" ? null : tenant,
      };
      return draft.credential === "keep" ? { source } : { source, credential: credentialOf(draft) };
    }
  }
}

/** The first line that is no "Name: value"; null when all are. */
export function brokenHeader(text: string): string | null {
  return linesOf(text).find((line) => !/^[^\s:]+:\s*\S/.test(line)) ?? null;
}

/** "prometheus in istio-system, port 9090", or an address. */
export function sourceLine(source: MetricsSource): string {
  if (!isService(source)) return source.url;
  return `Service ${source.service} in ${source.namespace}, port ${source.port}${source.path}`;
}

/** Tells one found Service from another. */
export function serviceKey({
  namespace,
  service,
  port,
  scheme,
  path,
}: Omit<ServiceSource, "kind">) {
  return `${scheme} ${namespace}/${service}:${port}${path}`;
}

export function isService(source: MetricsSource): source is ServiceSource {
  return source.kind === "service-proxy";
}

function partsOf({ kind: _, ...parts }: ServiceSource): Omit<ServiceSource, "kind"> {
  return parts;
}

function credentialOf(draft: MetricsDraft): MetricsCredential | null {
  const { credential, username, password } = draft;
  if (credential === "none" && draft.ca.trim() === "" && draft.headers.trim() === "") return null;
  return {
    bearer: credential === "bearer" ? draft.bearer.trim() : null,
    basic: credential === "basic" ? { username, password } : null,
    headers: headersOf(draft.headers),
    ca: draft.ca.trim() === "" ? null : draft.ca.trim(),
  };
}

function headersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

function linesOf(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
