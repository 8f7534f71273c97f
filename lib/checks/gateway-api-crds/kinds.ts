import type {
  ControlPlane,
  GatewayApiCrd,
  IstioVersion,
  WaypointNeed,
} from "../../inventory/facts.ts";
import { compareBundles } from "../../inventory/gateway-api.ts";
import type { Route, VirtualService } from "../../inventory/model.ts";
import { refKey } from "../../inventory/refs.ts";
import { atLeast } from "../../inventory/version.ts";

/** Kinds of Gateway API that a mesh uses for its traffic, by the plural of their resource. */
export const ROUTE_KINDS = ["httproutes", "grpcroutes", "tlsroutes", "tcproutes"] as const;

export type RouteKind = (typeof ROUTE_KINDS)[number];

/** Objects that make a kind necessary: routes that exist, and VirtualServices that become such routes. */
export interface KindUse {
  readonly kind: RouteKind;
  readonly routes: readonly Route[];
  readonly virtualServices: readonly VirtualService[];
}

/** @param virtualServices and routes: null when unread, which the doubt of `needs` already tells. */
export function kindUses(
  needs: readonly WaypointNeed[],
  virtualServices: readonly VirtualService[] | null,
  routes: readonly Route[] | null,
): KindUse[] {
  const needed = new Set(
    needs.flatMap(({ reasons }) =>
      reasons.filter(({ rule }) => rule === "R4").map(({ object }) => refKey(object)),
    ),
  );
  const translated = (virtualServices ?? []).filter(({ ref }) => needed.has(refKey(ref)));
  const inMesh = (routes ?? []).filter(({ parents }) =>
    parents.some(({ kind }) => kind === "Service" || kind === "ServiceEntry"),
  );
  return ROUTE_KINDS.map((kind) => ({
    kind,
    routes: inMesh.filter(({ ref }) => `${ref.kind.toLowerCase()}s` === kind),
    virtualServices: translated.filter((service) =>
      service.routes.some(({ protocol }) => `${protocol}routes` === kind),
    ),
  }));
}

/** Why istiod ignores every object of a kind, or null where it does not. */
export function ignoredBecause(
  kind: RouteKind | "backendtlspolicies",
  { bundle }: GatewayApiCrd,
  version: IstioVersion,
): string | null {
  const oldest = MINIMUM.findLast((row) => row.kind === kind && atLeast(version, row.from));
  const newest = MAXIMUM.find(
    (row) => row.kind === kind && atLeast(version, row.from) && !atLeast(version, row.until),
  );
  if (bundle === null) {
    return oldest || newest
      ? "it does not say which bundle it comes from, and istiod ignores it then"
      : null;
  }
  if (oldest && compareBundles(bundle, oldest.bundle) < 0) {
    return `it comes from bundle ${bundle}, and istiod ignores what is older than ${oldest.bundle}`;
  }
  if (newest && compareBundles(bundle, newest.bundle) > 0) {
    return `it comes from bundle ${bundle}, and this istiod ignores what is newer than ${newest.bundle}`;
  }
  return null;
}

/** Fields of a translation that the installed HTTPRoute has in the experimental channel only. */
export function experimentalNeeds(
  { kind, virtualServices }: KindUse,
  { bundle }: GatewayApiCrd,
): string[] {
  if (kind !== "httproutes") return [];
  const features = new Set(
    virtualServices.flatMap(({ routes }) => routes.flatMap((route) => route.features)),
  );
  const corsIsStandard = bundle !== null && compareBundles(bundle, "1.5.0") >= 0;
  return [
    ...(features.has("retries") ? ["retry"] : []),
    ...(features.has("corsPolicy") && !corsIsStandard ? ["cors"] : []),
  ];
}

/** True for a kind that this bundle has in its experimental channel only. */
export function experimentalUntil(plural: string, bundle: string): boolean {
  const standardFrom = STANDARD_FROM.get(plural);
  return standardFrom !== undefined && compareBundles(bundle, standardFrom) < 0;
}

/** The bundle that an Istio minor is built against; null for one that is not known. */
export function bundleFor({ version }: Pick<ControlPlane, "version">): string | null {
  if (version === null) return null;
  return BUILT_AGAINST.get(`${version.major}.${version.minor}`) ?? null;
}

/** Source: istio/istio pkg/config/schema/gatewayapi/minimumversions.go, pkg/kube/kclient/crdwatcher.go at each tag. */
const MINIMUM = [
  { kind: "grpcroutes", bundle: "1.1.0", from: "1.22.0" },
  { kind: "backendtlspolicies", bundle: "1.4.0", from: "1.28.0" },
  { kind: "tlsroutes", bundle: "1.5.0", from: "1.30.0" },
  { kind: "tcproutes", bundle: "1.6.0", from: "1.31.0" },
] as const;

const MAXIMUM = [
  { kind: "tlsroutes", bundle: "1.4.0", from: "1.27.9", until: "1.28.0" },
  { kind: "tlsroutes", bundle: "1.4.1", from: "1.28.6", until: "1.29.0" },
  { kind: "tlsroutes", bundle: "1.4.1", from: "1.29.2", until: "1.30.0" },
] as const;

/** Source: kubernetes-sigs/gateway-api, config/crd/standard at each tag. */
const STANDARD_FROM: ReadonlyMap<string, string> = new Map([
  ["backendtlspolicies", "1.4.0"],
  ["tlsroutes", "1.5.0"],
  ["tcproutes", "1.6.0"],
]);

/** Source: istio/istio go.mod at each release branch. */
const BUILT_AGAINST: ReadonlyMap<string, string> = new Map([
  ["1.24", "1.2.1"],
  ["1.25", "1.2.1"],
  ["1.26", "1.3.0"],
  ["1.27", "1.3.0"],
  ["1.28", "1.4.1"],
  ["1.29", "1.4.1"],
  ["1.30", "1.5.1"],
  ["1.31", "1.6.0"],
]);
