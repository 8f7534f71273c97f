import type { LucideIcon } from "lucide-react";
import { CircleCheck, OctagonX, PencilLine, TriangleAlert } from "lucide-react";
import type { Basis, Impact, StatusAt } from "@/lib/parity/model.ts";
import type { ParityView, WaypointNeed } from "@/lib/parity/rows.ts";
import type { Feature } from "@/lib/parity/schema.ts";

export const LAYERS: Readonly<Record<Feature["layer"], string>> = {
  L4: "L4: connections and identity",
  L7: "L7: requests",
  ops: "Operations",
};

export const STATUSES: Readonly<Record<StatusAt, string>> = {
  Stable: "Stable",
  Beta: "Beta",
  Alpha: "Alpha",
  Experimental: "Experimental",
  Unsupported: "Unsupported",
  absent: "did not exist yet",
  unknown: "unknown",
};

export const IMPACTS: Readonly<
  Record<Impact, { readonly word: string; readonly icon: LucideIcon; readonly text: string }>
> = {
  blocker: { word: "cannot be carried over", icon: OctagonX, text: "text-blocker" },
  change: { word: "has to be rewritten", icon: PencilLine, text: "text-ink" },
  warn: { word: "behaves differently", icon: TriangleAlert, text: "text-warning" },
  none: { word: "stays as it is", icon: CircleCheck, text: "text-ink-soft" },
};

export const WAYPOINTS: Readonly<
  Record<WaypointNeed, { readonly word: string; readonly meaning: string }>
> = {
  needed: { word: "needed", meaning: "Without a waypoint it has no effect in ambient mode." },
  optional: {
    word: "optional",
    meaning: "Without a waypoint only telemetry or comfort is lost.",
  },
  partly: { word: "partly", meaning: "A base function works without a waypoint." },
  no: { word: "no", meaning: "No waypoint is needed, or none would help." },
};

export const ENFORCERS: Readonly<Record<Feature["enforcedBy"], string>> = {
  ztunnel: "ztunnel",
  waypoint: "a waypoint",
  "istio-cni": "istio-cni",
  gateway: "the ingress gateway",
  platform: "the platform",
  "ztunnel+east-west gateway": "ztunnel and an east-west gateway",
  none: "nothing in ambient mode",
};

export const BASES: Readonly<Record<Basis, string>> = {
  official: "a row of Istio's feature status file",
  docs: "an announcement, documentation, release note or API reference of Istio",
  derived: "inferred from Istio's own material, without a row of its own",
  unverified: "not confirmed by anything we read, so shown as unknown",
};

export const VIEWS: Readonly<Record<ParityView, string>> = {
  matters: "Lost, changed or needs a waypoint",
  used: "In use",
  "could-not-tell": "Could not tell",
  "not-used": "Not in use",
  all: "All features",
};
