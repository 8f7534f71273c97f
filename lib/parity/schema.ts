/** The shape of our knowledge about features. It is checked whenever it is loaded: it is written by hand. */
import { z } from "zod";

const minor = z.string().regex(/^1\.\d{1,2}$/);
const link = z.url({ protocol: /^https$/ });
const sentence = z.string().trim().min(1).max(2000);

const Range = z.strictObject({
  from: minor,
  to: minor.nullable(),
  status: z.enum(["Stable", "Beta", "Alpha", "Experimental", "Unsupported"]),
  basis: z.enum(["official", "docs", "derived", "unverified"]),
  note: sentence.optional(),
});

const OPERATORS = [
  "exists",
  "absent",
  "notEmpty",
  "empty",
  "equals",
  "notEquals",
  "in",
  "notIn",
  "contains",
  "notContains",
  "regex",
  "keyRegex",
  "absentOrContains",
  "countDistinctAbove",
] as const;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const onePart = {
  path: z.string().optional(),
  op: z.enum(OPERATORS),
  value: z.union([scalar, z.array(scalar).min(1)]).optional(),
  /** True when the path leads nowhere, too. */
  whenAbsent: z.boolean().optional(),
};

const Condition = z.strictObject(onePart);

const match = {
  ...onePart,
  group: z.string(),
  kind: z.string(),
  scope: z.enum(["namespace", "cluster"]),
  where: z.array(Condition).optional(),
  unless: z.array(Condition).optional(),
  note: sentence.optional(),
};

const Match = z.strictObject(match);

const Detect = z.strictObject({
  ...match,
  requires: z.array(Match).optional(),
  requiresAbsent: z.array(Match).optional(),
});

const Feature = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  name: sentence,
  layer: z.enum(["L4", "L7", "ops"]),
  sidecar: z.array(Range).min(1),
  ambient: z.array(Range).min(1),
  needsWaypoint: z.boolean(),
  waypointDemand: z.enum(["required", "optional", "none"]),
  waypointNote: sentence.optional(),
  enforcedBy: z.enum([
    "ztunnel",
    "waypoint",
    "istio-cni",
    "gateway",
    "platform",
    "ztunnel+east-west gateway",
    "none",
  ]),
  impact: z.enum(["none", "change", "warn", "blocker"]),
  confidence: z.enum(["high", "medium", "low"]),
  notes: sentence,
  sources: z.array(link).min(1),
  detect: z.array(Detect),
  article: z
    .strictObject({
      istioVersion: minor,
      sidecar: sentence,
      ambient: sentence,
      note: sentence.optional(),
    })
    .optional(),
});

export const Knowledge = z.strictObject({
  asOf: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/),
  newest: minor,
  versions: z.array(minor).min(1),
  features: z.array(Feature),
});

export const Discrepancies = z.array(
  z.strictObject({
    topic: sentence,
    features: z.array(z.string()).min(1),
    article: sentence.nullable(),
    project: sentence,
    sources: z.array(link).min(1),
  }),
);

export const Releases = z.array(
  z.strictObject({
    minor,
    released: z.iso.date(),
    ambient: z.enum(["Stable", "Beta", "Alpha"]),
    source: link,
  }),
);

/** One condition on an object. */
export type Condition = z.infer<typeof Condition>;
/** A condition with the kind of object it is asked of. */
export type Match = z.infer<typeof Match>;
/** One rule that tells whether a feature is in use; a feature is used when one of its rules holds. */
export type Detect = z.infer<typeof Detect>;
/** What is known of one feature. `article` is what the article said of it that this product began from. */
export type Feature = z.infer<typeof Feature>;
export type Discrepancy = z.infer<typeof Discrepancies>[number];
export type Release = z.infer<typeof Releases>[number];
