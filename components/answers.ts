/**
 * What the server may answer, and how an answer is read. Kept apart from api.ts, which loads it with the first request:
 * the parser weighs 18 KB, and no page needs it to be drawn.
 */
import * as z from "zod/mini";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly sentence: string;
      /** The form field that the sentence is about. */
      readonly field: string | null;
    };

export interface Schema<T> {
  safeParse(value: unknown): z.core.util.SafeParseResult<T>;
}

const Connected = z.object({
  clusters: z
    .array(z.object({ id: z.string(), name: z.string(), scanId: z.nullable(z.string()) }))
    .check(z.minLength(1)),
});
export type Connected = z.infer<typeof Connected>;

const ContextChoice = z.object({
  contexts: z
    .array(
      z.object({
        context: z.string(),
        server: z.string(),
        user: z.string(),
        /** Why this context cannot be used; null or absent when it can. */
        refused: z.optional(z.nullable(z.string())),
      }),
    )
    .check(z.minLength(1)),
});
export type ContextChoice = z.infer<typeof ContextChoice>;

const Tested = z.union([
  z.object({ ok: z.literal(true), kubernetesVersion: z.string(), server: z.string() }),
  z.object({
    ok: z.literal(false),
    problem: z.enum([
      "unreachable",
      "dns",
      "tls-not-trusted",
      "certificate-expired",
      "unauthorized",
      "forbidden",
      "not-kubernetes",
      "too-old",
      "timeout",
      "exec-plugin-missing",
      "exec-plugin-failed",
      "refused-address",
      "invalid-kubeconfig",
      "context-missing",
    ]),
    sentence: z.string(),
  }),
]);

const Started = z.object({ scanId: z.string() });
export type Started = z.infer<typeof Started>;
const Imported = z.object({ id: z.string() });
export type Imported = z.infer<typeof Imported>;
const Nothing = z.unknown();

const ConnectedOrChoice = z.union([Connected, ContextChoice]);

const PaletteNames = z.object({
  namespaces: z.array(z.string()),
  checks: z.array(z.object({ id: z.string(), title: z.string() })),
});
export type PaletteNames = z.infer<typeof PaletteNames>;

const Moments = z.object({ moments: z.array(z.tuple([z.string(), z.string()])) });
export type Moments = z.infer<typeof Moments>;

const Shared = z.object({ id: z.string(), path: z.string(), expiresAt: z.string() });
export type Shared = z.infer<typeof Shared>;

const RowCount = z.object({ rowCount: z.number() });
export type RowCount = z.infer<typeof RowCount>;

const SchedulePreview = z.object({ words: z.string(), next: z.array(z.string()) });
export type SchedulePreview = z.infer<typeof SchedulePreview>;

const RetentionEffect = z.object({
  snapshots: z.number(),
  keeps: z.number(),
  oldest: z.nullable(z.string()),
  byCluster: z.array(z.object({ clusterId: z.string(), name: z.string(), snapshots: z.number() })),
});

const MetricsSource = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("prometheus"),
    url: z.string(),
    tenant: z.nullable(z.string()),
  }),
  z.object({
    kind: z.literal("service-proxy"),
    namespace: z.string(),
    service: z.string(),
    port: z.string(),
    scheme: z.enum(["http", "https"]),
    path: z.string(),
  }),
]);

const Metrics = z.object({
  source: z.nullable(MetricsSource),
  secrets: z.array(z.enum(["bearer", "basic", "headers", "ca"])),
  found: z.array(MetricsSource),
});
export type Metrics = z.infer<typeof Metrics>;

const MetricsTested = z.union([
  z.object({
    ok: z.literal(true),
    server: z.nullable(z.string()),
    clockAhead: z.nullable(z.number()),
    found: z.array(
      z.object({
        what: z.enum([
          "cadvisor",
          "kube-state-metrics",
          "istio-http",
          "istio-waypoint",
          "istio-tcp",
        ]),
        present: z.nullable(z.boolean()),
        sentence: z.string(),
      }),
    ),
  }),
  z.object({ ok: z.literal(false), sentence: z.string() }),
]);

/** How each answer is read. */
export const ANSWERS = {
  Connected,
  ConnectedOrChoice,
  Imported,
  Metrics,
  MetricsTested,
  Moments,
  Nothing,
  PaletteNames,
  RetentionEffect,
  Shared,
  RowCount,
  SchedulePreview,
  Started,
  Tested,
};

/** What an answer of the server means: its parsed value, its own sentence, or one that says what went wrong here. */
export function answerOf<T>(status: number, body: string, schema: Schema<T>): Answer<T> {
  const json = parsedJson(body);
  if (status >= 200 && status < 300) {
    const value = schema.safeParse(json);
    return value.success
      ? { ok: true, value: value.data }
      : refusal(`The server answered ${status} with something this page does not understand.`);
  }

  const told = Refused.safeParse(json);
  return told.success
    ? refusal(told.data.error.sentence, told.data.error.field)
    : refusal(`The server refused with status ${status} and gave no reason.`);
}

const Refused = z.object({
  error: z.object({ sentence: z.string(), field: z.optional(z.string()) }),
});

function parsedJson(body: string): unknown {
  try {
    return body === "" ? null : JSON.parse(body);
  } catch {
    return undefined;
  }
}

export function refusal(sentence: string, field: string | null = null): Answer<never> {
  return { ok: false, sentence, field };
}
