import type { ControlPlane, GatewayApiCrd, Platform, WaypointNeed } from "../../inventory/facts.ts";
import { compareBundles } from "../../inventory/gateway-api.ts";
import type { ObjectRef } from "../../inventory/model.ts";
import {
  type CouldNotTell,
  defineCheck,
  type Evidence,
  type Problem,
  type Remedy,
} from "../define.ts";
import { unknownVersion } from "../support/evidence.ts";
import { plainVersion } from "../support/install.ts";
import { ambientControlPlane, meshPresent } from "../support/mesh.ts";
import { command, commands, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed, sorted } from "../support/words.ts";
import {
  bundleFor,
  experimentalNeeds,
  experimentalUntil,
  ignoredBecause,
  type KindUse,
  kindUses,
} from "./kinds.ts";

type Subject =
  | { readonly is: "waypoints" }
  | { readonly is: "kind"; readonly use: KindUse }
  | { readonly is: "backend-tls" };

/** What a remedy depends on. */
interface Install {
  readonly crds: readonly GatewayApiCrd[];
  readonly plane: ControlPlane | null;
  readonly platform: Platform["name"] | null;
}

export const gatewayApiCrds = defineCheck({
  id: "gateway-api-crds",
  title: "The Gateway API resources that waypoints and routes need are installed",
  finds: "Gateway API resources are missing or of the wrong version",
  group: "platform",
  severity: "blocker",
  reads: [
    "gatewayApiCrds",
    "waypointNeeds",
    "controlPlanes",
    "ambientComponents",
    "meshNamespaces",
  ],
  consults: ["virtualServices", "routes", "platform"],
  sources: [
    SOURCES.migrateBefore,
    SOURCES.codeGatewayApiVersions,
    SOURCES.codeGatewayApiWatcher,
    SOURCES.gatewayApiReleases,
    SOURCES.gatewayApiRoutes,
  ],

  subjects(slices): Subject[] {
    if (!meshPresent(slices)) return [];
    const { waypointNeeds, virtualServices, routes } = slices;
    return [
      { is: "waypoints" },
      ...kindUses(waypointNeeds, virtualServices, routes).map(
        (use) => ({ is: "kind", use }) as const,
      ),
      { is: "backend-tls" },
    ];
  },

  inspect(subject, slices) {
    const {
      gatewayApiCrds: crds,
      waypointNeeds,
      controlPlanes,
      ambientComponents,
      platform,
    } = slices;
    const plane = ambientControlPlane(ambientComponents, controlPlanes) ?? controlPlanes[0] ?? null;
    const install = { crds, plane, platform: platform?.[0]?.name ?? null };
    switch (subject.is) {
      case "waypoints":
        return inspectWaypoints(waypointNeeds, install);
      case "kind":
        return inspectKind(subject.use, install);
      case "backend-tls":
        return inspectBackendTls(install);
    }
  },
});

function inspectWaypoints(needs: readonly WaypointNeed[], install: Install): Problem[] {
  const missing = ["gateways", "gatewayclasses"].filter((plural) => find(install, plural) === null);
  const [first] = missing;
  if (first === undefined) return [];

  const needing = sorted(
    needs.filter(({ level }) => level === "required").map(({ namespace }) => namespace),
  );
  const needed = needing.length > 0;
  return [
    {
      severity: needed ? "blocker" : "info",
      facet: "missing",
      object: crdRef(first),
      namespace: null,
      problem: needed
        ? `The Gateway API is not installed (${listed(missing)}), and a waypoint is required in ${listed(needing)}.`
        : `The Gateway API is not installed (${listed(missing)}).`,
      why: needed
        ? "A waypoint is a Gateway object: without the resource it cannot be created."
        : "No namespace requires a waypoint now; the first one will need the resource.",
      remedy: installBundle(install, first, false),
      evidence: missing.map((plural) => absent(plural)),
    },
  ];
}

function inspectKind(use: KindUse, install: Install): (Problem | CouldNotTell)[] {
  const { kind, routes, virtualServices } = use;
  const users = [...routes, ...virtualServices];
  const crd = find(install, kind);
  if (crd === null) {
    if (virtualServices.length === 0) return [];
    return [
      {
        ...finding(kind, "warning", "kind-missing"),
        problem: `${crdRef(kind).name} is not installed, and routes of this kind would replace ${names(virtualServices)}.`,
        why: "The routing of these VirtualServices has no place on a waypoint until the resource exists.",
        remedy: installBundle(install, kind, false),
        evidence: [absent(kind)],
      },
    ];
  }

  const { plane } = install;
  if (plane === null || plane.version === null) {
    return users.length === 0 || plane === null ? [] : [unknownVersion(plane)];
  }
  const ignored = ignoredBecause(kind, crd, plane.version);
  const needs = crd.channel === "experimental" ? [] : experimentalNeeds(use, crd);
  return [
    ...(ignored === null
      ? []
      : [ignoredKind(kind, ignored, users.length > 0 ? names(users) : null, install, crd)]),
    ...(needs.length === 0 ? [] : [experimentalKind(use, needs, install, crd)]),
  ];
}

function inspectBackendTls(install: Install): Problem[] {
  const crd = find(install, "backendtlspolicies");
  const version = install.plane?.version ?? null;
  if (crd === null || version === null) return [];
  const ignored = ignoredBecause("backendtlspolicies", crd, version);
  return ignored === null ? [] : [ignoredKind("backendtlspolicies", ignored, null, install, crd)];
}

function ignoredKind(
  plural: string,
  because: string,
  users: string | null,
  install: Install,
  crd: GatewayApiCrd,
): Problem {
  const istio = install.plane?.version ? `Istio ${plainVersion(install.plane.version)}` : "istiod";
  return {
    ...finding(plural, users === null ? "info" : "warning", "ignored"),
    problem: `${istio} ignores ${crdRef(plural).name}: ${because}.`,
    why:
      users === null
        ? "Nothing here uses the kind; objects of it would be ignored without an error."
        : `Every object of the kind is ignored without an error; here this concerns ${users}.`,
    remedy: installBundle(install, plural, false),
    evidence: [bundleEvidence(plural, crd)],
  };
}

function experimentalKind(
  { kind, virtualServices }: KindUse,
  needs: readonly string[],
  install: Install,
  crd: GatewayApiCrd,
): Problem | CouldNotTell {
  if (crd.channel === null) {
    return {
      couldNotTell: `${crdRef(kind).name} does not say its channel, so it is not known whether it has ${listed(needs)}.`,
      resource: "customresourcedefinitions.apiextensions.k8s.io",
    };
  }
  return {
    ...finding(kind, "warning", "experimental"),
    problem: `${crdRef(kind).name} of bundle ${crd.bundle ?? "unknown"} has ${listed(needs)} in the experimental channel only, and the translation of ${names(virtualServices)} needs it.`,
    why: "The API server refuses the field, or drops it without a word, so this part of the routing would be lost.",
    remedy: installBundle(install, kind, true),
    evidence: [
      {
        object: crdRef(kind),
        field: "metadata.annotations[gateway.networking.k8s.io/channel]",
        value: crd.channel,
      },
      bundleEvidence(kind, crd),
    ],
  };
}

/** Never an older bundle over a newer one, never the standard channel over the experimental one. */
function installBundle(install: Install, plural: string, experimental: boolean): Remedy {
  const { crds, plane, platform } = install;
  if (crds.length > 0 && (platform === "gke" || platform === "openshift")) {
    return {
      text: "On this platform the Gateway API may belong to the platform: do not overwrite it, ask for a release that fits this Istio.",
    };
  }

  const fitting = plane === null ? null : bundleFor(plane);
  const installed = crds
    .flatMap(({ bundle }) => (bundle === null ? [] : [bundle]))
    .toSorted(compareBundles)
    .at(-1);
  if (fitting === null) {
    return {
      text: "Install the Gateway API bundle that this Istio is built against; its go.mod names it.",
    };
  }
  const present = find(install, plural);
  const newer = installed !== undefined && compareBundles(installed, fitting) > 0;
  if (newer && present !== null && !experimental) {
    return {
      text: `Bundle ${installed} is newer than the ${fitting} that this Istio is built against. Do not go back to an older bundle: upgrade Istio to a minor that accepts it.`,
    };
  }

  const bundle = newer ? installed : fitting;
  const channel =
    experimental ||
    experimentalUntil(plural, bundle) ||
    crds.some((crd) => crd.channel === "experimental")
      ? "experimental"
      : "standard";
  return {
    text: `Apply the ${channel} channel of Gateway API ${bundle}. Check first that nobody else in this cluster relies on another bundle.`,
    command: commands(
      command(
        "kubectl",
        "apply",
        "--server-side",
        `--filename=https://github.com/kubernetes-sigs/gateway-api/releases/download/v${bundle}/${channel}-install.yaml`,
      ),
      kubectl(["get"], crdRef(plural)),
    ),
  };
}

function finding(plural: string, severity: Problem["severity"], facet: string) {
  return { severity, facet, object: crdRef(plural), namespace: null };
}

function find({ crds }: Install, plural: string): GatewayApiCrd | null {
  return crds.find((crd) => crd.plural === plural) ?? null;
}

function names(users: readonly { readonly ref: ObjectRef }[]): string {
  return listed(sorted(users.map(({ ref }) => `${ref.kind} ${placed(ref)}`)));
}

function absent(plural: string): Evidence {
  return { object: crdRef(plural), field: "metadata.name", value: "not installed" };
}

function bundleEvidence(plural: string, { bundle }: GatewayApiCrd): Evidence {
  return {
    object: crdRef(plural),
    field: "metadata.annotations[gateway.networking.k8s.io/bundle-version]",
    value: bundle === null ? "not set" : `v${bundle}`,
  };
}

function crdRef(plural: string): ObjectRef {
  return {
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
    namespace: null,
    name: `${plural}.gateway.networking.k8s.io`,
  };
}
