import type { ControlPlane } from "../../inventory/facts.ts";
import { matchesLabels } from "../../inventory/labels.ts";
import { rootNamespaceOf } from "../../inventory/mesh-config.ts";
import type { EnvoyFilter, EnvoyFilterPatch, Pod, Workload } from "../../inventory/model.ts";
import { isGatewayClass, live } from "../../inventory/pods.ts";
import { policyCovers } from "../../inventory/policy-cover.ts";
import { ownersOf } from "../../inventory/services.ts";
import { atLeast } from "../../inventory/version.ts";
import { type Consulted, defineCheck, type Evidence, type Problem } from "../define.ts";
import { mayBeMeshWide } from "../mesh-wide.ts";
import {
  MOST_EVIDENCE,
  ownersEvidence,
  type Reach,
  reachOf,
  workloadsText,
} from "../policy-reach.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, sorted } from "../support/words.ts";
import { type Facet, worstFacet } from "./facet.ts";

const CONSULTS = ["meshConfigs", "pods", "workloads", "controlPlanes"] as const;

export const envoyfilterUnsupported = defineCheck({
  id: "envoyfilter-unsupported",
  title: "No EnvoyFilter changes what sidecars do",
  finds: "EnvoyFilters on workloads",
  group: "traffic",
  severity: "blocker",
  reads: ["envoyFilters", "candidates", "meshNamespaces"],
  consults: CONSULTS,
  sources: [
    SOURCES.l7Features,
    SOURCES.codeEnvoyFilter,
    SOURCES.codeAttachment,
    SOURCES.release127,
    SOURCES.release130,
  ],

  subjects: ({ envoyFilters }) => envoyFilters,

  inspect(filter, slices) {
    if (filter.targetRefs.length > 0) return [targeted(filter, rootOf(slices))];

    const patches = patchesForSidecars(filter);
    const facet = worstFacet(patches);
    const covers = policyCovers(
      filter.selector,
      filter.ref.namespace,
      slices.candidates,
      rootOf(slices),
    );
    const reach = reachOf(
      covers.map(({ namespace, candidates }) => ({ namespace, owners: ownersOf(candidates) })),
      slices.meshNamespaces,
    );
    const doubts = facet === null ? [] : mayBeMeshWide(filter, slices);
    if (facet !== null && reach.length > 0) {
      return [
        ...reach.map((part) => vanishes(filter, patches, facet, part, slices.controlPlanes)),
        ...doubts,
      ];
    }
    if (doubts.length > 0) return doubts;
    return selectsGateways(filter, slices) ? [keepsWorking(filter, rootOf(slices))] : [];
  },
});

function vanishes(
  filter: EnvoyFilter,
  patches: readonly EnvoyFilterPatch[],
  facet: Facet,
  reach: Reach,
  controlPlanes: readonly ControlPlane[] | null,
): Problem {
  const { what, instead, severity } = KINDS[facet];
  const old = (controlPlanes ?? []).some(
    ({ version }) => version !== null && !atLeast(version, "1.27"),
  );
  return {
    severity,
    facet,
    ...(GUARDS.has(facet) && { security: true }),
    object: filter.ref,
    namespace: reach.namespace,
    problem: `${filter.ref.name} ${what} in the sidecars of ${workloadsText(reach.owners)}, and vanishes with them.`,
    why: `ztunnel is not Envoy and reads no EnvoyFilter; on waypoints Istio does not support them in any version.${old ? " Up to 1.26 a waypoint may apply it by accident, which ends with the upgrade to 1.27." : ""}`,
    remedy: {
      text: `${instead} Otherwise keep the namespace on sidecars.`,
      command: kubectl(["get"], filter.ref, "--output=yaml"),
    },
    evidence: [
      ...patchEvidence(filter, patches),
      ...ownersEvidence(reach.owners, "metadata.labels", "covered by the filter"),
    ],
  };
}

function keepsWorking(filter: EnvoyFilter, root: string): Problem {
  return {
    severity: "info",
    facet: "gateways-only",
    object: filter.ref,
    namespace: placeOf(filter, root),
    problem: `${filter.ref.name} changes gateways only and keeps working.`,
    why: "Gateways stay Envoy proxies in ambient mode.",
    remedy: {
      text: "Nothing to do for the migration. An EnvoyFilter may break with every upgrade of Istio, so look for an API that replaces it.",
    },
    evidence: patchEvidence(filter, filter.patches),
  };
}

function targeted(filter: EnvoyFilter, root: string): Problem {
  const names = filter.targetRefs.map(({ kind, name }) => `${kind} ${name}`);
  return {
    severity: "info",
    facet: "targets-waypoint",
    object: filter.ref,
    namespace: placeOf(filter, root),
    problem: `${filter.ref.name} targets ${listed(names)}: no sidecar reads it, so nothing is lost by moving.`,
    why: "From 1.27 on a waypoint applies an EnvoyFilter with targetRefs, but Istio does not support it there.",
    remedy: {
      text: "Nothing to do for the migration. Test it with every upgrade, or replace it by a supported API.",
    },
    evidence: filter.targetRefs.slice(0, MOST_EVIDENCE).map(({ kind, name }, at) => ({
      object: filter.ref,
      field: `spec.targetRefs[${at}]`,
      value: `${kind} ${name}`,
    })),
  };
}

/** The definition lists WAYPOINT from 1.29 on, which istiod does not implement and no sidecar applies. */
function patchesForSidecars({ patches }: EnvoyFilter): readonly EnvoyFilterPatch[] {
  return patches.filter(({ context }) => context !== "GATEWAY" && context !== "WAYPOINT");
}

function selectsGateways(
  { ref, selector, patches }: EnvoyFilter,
  slices: Consulted<(typeof CONSULTS)[number]>,
): boolean {
  if (!patches.some(({ context }) => context === "GATEWAY" || context === "ANY")) return false;
  const root = rootOf(slices);
  const near = (namespace: string | null) => ref.namespace === root || ref.namespace === namespace;
  const chosen = ({ shape }: Pick<Pod | Workload, "shape">) =>
    isGatewayClass(shape.class) &&
    shape.class !== "waypoint" &&
    (selector.state !== "labels" || matchesLabels(selector.matchLabels, shape.labels));

  return (
    (slices.pods ?? []).some((pod) => near(pod.namespace) && live(pod) && chosen(pod)) ||
    (slices.workloads ?? []).some((one) => near(one.ref.namespace) && chosen(one))
  );
}

function patchEvidence({ ref }: EnvoyFilter, patches: readonly EnvoyFilterPatch[]): Evidence[] {
  return patches.slice(0, MOST_EVIDENCE).map((patch) => ({
    object: ref,
    field: `spec.configPatches (${patch.context})`,
    value: [patch.applyTo, ...sorted(patch.names)].join(", "),
  }));
}

function placeOf({ ref }: EnvoyFilter, root: string): string | null {
  return ref.namespace === root ? null : ref.namespace;
}

function rootOf({ meshConfigs }: Pick<Consulted<"meshConfigs">, "meshConfigs">): string {
  return rootNamespaceOf(meshConfigs ?? []);
}

const GUARDS: ReadonlySet<Facet> = new Set(["ext-authz", "jwt"]);

const KINDS: Record<
  Facet,
  { readonly what: string; readonly instead: string; readonly severity: "blocker" | "warning" }
> = {
  "ext-authz": {
    what: "asks an external authorizer",
    instead: "Use an AuthorizationPolicy with action CUSTOM that targets a waypoint.",
    severity: "blocker",
  },
  jwt: {
    what: "checks tokens",
    instead: "Use a RequestAuthentication that targets a waypoint.",
    severity: "blocker",
  },
  "rate-limit": {
    what: "limits rates",
    instead:
      "Limit rates at the ingress gateway, or in a waypoint by a WasmPlugin or a TrafficExtension (1.30 and later, alpha).",
    severity: "blocker",
  },
  lua: {
    what: "runs Lua",
    instead:
      "Use a TrafficExtension with Lua (1.30 and later, alpha) or a WasmPlugin in a waypoint.",
    severity: "blocker",
  },
  "http-filter": {
    what: "changes HTTP filters",
    instead: "Find the API that does the same in a waypoint, such as HTTPRoute or WasmPlugin.",
    severity: "blocker",
  },
  "network-filter": {
    what: "changes listeners or network filters",
    instead:
      "Nothing in ambient replaces them: find out what they are for, and whether it is still needed.",
    severity: "blocker",
  },
  cluster: {
    what: "changes how upstreams are reached",
    instead: "Use a DestinationRule, which a waypoint applies.",
    severity: "blocker",
  },
  stats: {
    what: "changes metrics",
    instead: "Use a Telemetry resource; ztunnel and waypoints report metrics of their own.",
    severity: "warning",
  },
  bootstrap: {
    what: "changes the start-up configuration",
    instead: "It concerned the sidecar itself: remove it after the migration.",
    severity: "warning",
  },
  timeout: {
    what: "changes routes, such as timeouts and retries",
    instead: "Use an HTTPRoute with timeouts and retries on a waypoint.",
    severity: "warning",
  },
};
