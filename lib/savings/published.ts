/**
 * Figures that others published about the cost of sidecars and of ambient mode. They stand beside a cluster's own
 * figures and are never added to them: assumptions of the model take their defaults from here, by name.
 */
import { z } from "zod";
import data from "./data/published.json" with { type: "json" };

const sentence = z.string().trim().min(1).max(600);

const Entry = z.strictObject({
  id: z.string().regex(/^[a-z0-9.]+(-[a-z0-9.]+)*$/),
  title: sentence,
  /** null where no Istio was measured. */
  istioVersion: sentence.nullable(),
  kind: z.enum([
    "measured",
    "historical",
    "claim",
    "configuration",
    "model",
    "derived",
    "context",
    "chart-only",
  ]),
  confidence: z.enum(["high", "medium", "low", "unverified"]),
  /** Who sells or promotes what was measured; null for the project and for research. */
  vendor: sentence.nullable(),
  conditions: z.array(z.strictObject({ name: sentence, value: sentence })),
  figures: z.array(
    z.strictObject({
      mode: z.enum([
        "no-mesh",
        "sidecar",
        "ambient",
        "ambient-l4",
        "ambient-waypoint",
        "ztunnel",
        "waypoint",
        "istiod",
        "istio-cni",
        "linkerd",
        "cilium",
      ]),
      metric: z.string().regex(/^[a-z0-9]+(_[a-z0-9]+)*$/),
      unit: sentence,
      value: z.number(),
      percentile: z.enum(["mean", "p50", "p90", "p95", "p99"]).optional(),
      /** What the figure is bound to beyond the conditions: "per proxy", "at least". */
      detail: sentence.optional(),
    }),
  ),
  note: sentence.nullable(),
  sources: z.array(z.url({ protocol: /^https$/ })).min(1),
});

/** One published set of figures, with its version, conditions and links. */
export type Published = z.infer<typeof Entry>;
export type PublishedFigure = Published["figures"][number];

export const PUBLISHED: readonly Published[] = z.array(Entry).parse(data);

const BY_ID = new Map(PUBLISHED.map((entry) => [entry.id, entry]));

/** @throws Error when nothing is published under this id: ids are written in code. */
export function publishedById(id: string): Published {
  const entry = BY_ID.get(id);
  if (!entry) throw new Error(`Nothing is published under ${id}.`);
  return entry;
}

/** What tells a figure from the others of its entry. */
export type FigureKey = Pick<PublishedFigure, "mode" | "metric"> &
  Partial<Pick<PublishedFigure, "percentile" | "detail">>;

/** @throws Error when the entry has no such figure. */
export function publishedFigure(id: string, wanted: FigureKey): PublishedFigure {
  const figure = publishedById(id).figures.find(
    ({ mode, metric, percentile, detail }) =>
      mode === wanted.mode &&
      metric === wanted.metric &&
      (wanted.percentile === undefined || wanted.percentile === percentile) &&
      (wanted.detail === undefined || wanted.detail === detail),
  );
  if (!figure) throw new Error(`${id} has no ${wanted.metric} of ${wanted.mode}.`);
  return figure;
}
