import type { RouteDestination, VirtualService, VirtualServiceRoute } from "./model.ts";

/** Its rules are applied by client sidecars, not by gateways only. Delegates have no hosts and apply through their root. */
export function isMeshVirtualService({ gateways, hosts }: VirtualService): boolean {
  return gateways.includes("mesh") && hosts.length > 0;
}

/** What the mesh rules of a VirtualService do beyond forwarding to the host that was called. */
export interface RoutingEffect {
  /** Field names such as "match.uri", "timeout", "subset", "weights". */
  readonly features: readonly string[];
  /** Which backend answers changes, or the proxy answers, aborts, redirects, mirrors or rewrites. */
  readonly decisive: boolean;
}

/**
 * @param isSelf whether a destination host is the called Service itself.
 * @param ports ports of that Service; empty when unknown.
 */
export function routingEffect(
  { routes }: VirtualService,
  isSelf: (host: string) => boolean,
  ports: readonly number[],
): RoutingEffect {
  const features = new Set<string>();
  for (const route of routes.filter(isMeshRoute)) {
    for (const feature of route.features) features.add(feature);
    if (route.destinations.length > 1) features.add("weights");
    for (const destination of route.destinations) {
      if (!isSelf(destination.host)) features.add("another host");
      if (destination.subset !== null) features.add("subset");
      if (changesPort(destination, ports)) features.add("another port");
    }
  }
  return {
    features: [...features],
    decisive: [...features].some((feature) => !MILD.has(feature)),
  };
}

function isMeshRoute({ gateways }: VirtualServiceRoute): boolean {
  return gateways.length === 0 || gateways.includes("mesh");
}

/** Naming the only port of a Service changes nothing. */
function changesPort({ port }: RouteDestination, ports: readonly number[]): boolean {
  return port !== null && ports.length > 0 && !(ports.length === 1 && ports[0] === port);
}

/** Leaving these out changes how fast or how often a request is tried, not who answers it. */
const MILD = new Set(["timeout", "retries", "headers", "route.headers", "fault.delay"]);
