import type { ClassifiedPolicy, ServiceBinding } from "../../inventory/facts.ts";
import type { SidecarResource, VirtualService } from "../../inventory/model.ts";
import { refKey } from "../../inventory/refs.ts";
import type { Evidence } from "../define.ts";
import { type CoveringPolicy, policiesByNamespace } from "../policy-reach.ts";

/** A namespace that probably calls a Service, and what says so. */
export interface Caller {
  readonly namespace: string;
  readonly evidence: Evidence;
}

/**
 * Namespaces outside the Service's own of which configuration says that they call it: the VirtualService stands there,
 * a Sidecar there imports the Service, or an ALLOW policy in front of it names them. Without traffic figures this is
 * possible, never certain, and never complete.
 */
export function callersOf(
  virtualService: VirtualService,
  services: readonly ServiceBinding[],
  {
    sidecars,
    classifiedPolicies,
  }: {
    readonly sidecars: readonly SidecarResource[] | null;
    readonly classifiedPolicies: readonly ClassifiedPolicy[] | null;
  },
): Caller[] {
  const home = new Set(services.map(({ service }) => service.namespace));
  const behind = new Set(services.flatMap(({ candidates }) => candidates.map(refKey)));
  const found = [
    ...authorOf(virtualService),
    ...(sidecars ?? []).flatMap((sidecar) => importerOf(sidecar, services)),
    ...[...home].flatMap((namespace) =>
      coveringIn(classifiedPolicies, namespace).flatMap((policy) => admittedBy(policy, behind)),
    ),
  ];
  const byNamespace = new Map<string, Caller>();
  for (const caller of found) {
    if (!home.has(caller.namespace) && !byNamespace.has(caller.namespace)) {
      byNamespace.set(caller.namespace, caller);
    }
  }
  return [...byNamespace.values()];
}

function authorOf({ ref, hosts }: VirtualService): Caller[] {
  if (ref.namespace === null) return [];
  const evidence = { object: ref, field: "spec.hosts", value: hosts.join(", ") };
  return [{ namespace: ref.namespace, evidence }];
}

// Imports such as shop/* name the Service's namespace or its host; */* says nothing about anybody.
function importerOf(
  { ref, egressHosts }: SidecarResource,
  services: readonly ServiceBinding[],
): Caller[] {
  const named = egressHosts.find((egress) => {
    const slash = egress.indexOf("/");
    const [namespace, host] = [egress.slice(0, slash), egress.slice(slash + 1)];
    return services.some(
      ({ service, hosts }) =>
        (namespace === service.namespace && (host === "*" || hosts.includes(host))) ||
        (namespace === "*" && hosts.includes(host)),
    );
  });
  if (named === undefined || ref.namespace === null) return [];
  const evidence = { object: ref, field: "spec.egress[].hosts", value: named };
  return [{ namespace: ref.namespace, evidence }];
}

function coveringIn(
  policies: readonly ClassifiedPolicy[] | null,
  namespace: string | null,
): readonly CoveringPolicy[] {
  if (policies === null || namespace === null) return [];
  return policiesByNamespace(policies).get(namespace) ?? [];
}

function admittedBy(
  { classified: { policy }, owners }: CoveringPolicy,
  behind: ReadonlySet<string>,
): Caller[] {
  if (policy.action !== "ALLOW" || !owners.some((owner) => behind.has(refKey(owner)))) return [];
  return policy.rules.flatMap(({ from }, at) =>
    from.flatMap(({ principals = [], namespaces = [] }) =>
      [...namespaces, ...principals.flatMap(namespaceOf)]
        .filter((namespace) => !namespace.includes("*"))
        .map((namespace) => ({
          namespace,
          evidence: { object: policy.ref, field: `spec.rules[${at}].from`, value: namespace },
        })),
    ),
  );
}

/** "cluster.local/ns/shop/sa/cart" names shop. */
function namespaceOf(principal: string): string[] {
  const [, mark, namespace] = principal.split("/");
  return mark === "ns" && namespace !== undefined ? [namespace] : [];
}
