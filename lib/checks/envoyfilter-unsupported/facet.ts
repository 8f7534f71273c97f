import type { EnvoyFilterPatch } from "../../inventory/model.ts";

/** What a patch does, as far as names tell; in the order in which one speaks for the whole filter. */
export const FACETS = [
  "ext-authz",
  "jwt",
  "rate-limit",
  "lua",
  "http-filter",
  "network-filter",
  "cluster",
  "stats",
  "bootstrap",
  "timeout",
] as const;

export type Facet = (typeof FACETS)[number];

/** Names before `applyTo`: a rate limit stays one whether it is a filter or a setting of a route. */
export function facetOf({ applyTo, names }: EnvoyFilterPatch): Facet {
  const told = NAMED.find(({ mark }) => names.some((name) => mark.test(name)));
  return told?.facet ?? APPLIED.get(applyTo) ?? "http-filter";
}

/** The patch that matters most decides. */
export function worstFacet(patches: readonly EnvoyFilterPatch[]): Facet | null {
  const found = new Set(patches.map(facetOf));
  return FACETS.find((facet) => found.has(facet)) ?? null;
}

const NAMED: readonly { facet: Facet; mark: RegExp }[] = [
  { facet: "ext-authz", mark: /ext_authz/ },
  { facet: "jwt", mark: /jwt_authn/ },
  { facet: "rate-limit", mark: /rate_?limit/i },
  { facet: "lua", mark: /(?:^|[./_])lua(?:$|[./_])/i },
  {
    facet: "stats",
    mark: /(?:^|[./_])stats(?:$|[./_])|stat_sinks|metadata_?exchange|peer_metadata/i,
  },
];

const APPLIED: ReadonlyMap<string, Facet> = new Map([
  ["BOOTSTRAP", "bootstrap"],
  ["CLUSTER", "cluster"],
  ["NETWORK_FILTER", "network-filter"],
  ["LISTENER", "network-filter"],
  ["LISTENER_FILTER", "network-filter"],
  ["FILTER_CHAIN", "network-filter"],
  ["HTTP_FILTER", "http-filter"],
  ["EXTENSION_CONFIG", "http-filter"],
  ["HTTP_ROUTE", "timeout"],
  ["VIRTUAL_HOST", "timeout"],
  ["ROUTE_CONFIGURATION", "timeout"],
]);
