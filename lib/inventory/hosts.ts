import type { ServiceBinding } from "./facts.ts";

/** Services and ServiceEntries by the hosts they answer to. */
export interface HostIndex<S> {
  readonly exact: ReadonlyMap<string, readonly S[]>;
  /** Entries with wildcard hosts, and the suffix that a host must end with. */
  readonly wildcard: readonly { readonly suffix: string; readonly service: S }[];
}

export function indexHosts<S>(
  services: readonly S[],
  hostsOf: (service: S) => readonly string[],
): HostIndex<S> {
  const exact = new Map<string, S[]>();
  const wildcard: { suffix: string; service: S }[] = [];
  for (const service of services) {
    for (const host of hostsOf(service)) {
      const suffix = wildcardSuffix(host);
      if (suffix !== null) {
        wildcard.push({ suffix, service });
        continue;
      }
      const known = exact.get(host);
      if (known) known.push(service);
      else exact.set(host, [service]);
    }
  }
  return { exact, wildcard };
}

/**
 * The Services and ServiceEntries that a host means in an object of this namespace. Istio completes only names without a
 * dot; "cart.shop" and "cart.shop.svc" are understood as well, because that is what their author meant.
 * Source: istio/istio pilot/pkg/model/virtualservice.go, ResolveShortnameToFQDN.
 */
export function servicesOfHost<S>(
  { exact, wildcard }: HostIndex<S>,
  host: string,
  namespace: string | null,
): readonly S[] {
  const suffix = wildcardSuffix(host);
  if (suffix !== null) {
    const matched = new Set<S>();
    for (const [known, services] of exact) {
      if (known.endsWith(suffix)) for (const service of services) matched.add(service);
    }
    for (const entry of wildcard) {
      if (entry.suffix.endsWith(suffix)) matched.add(entry.service);
    }
    return [...matched];
  }

  const direct = spellings(host, namespace).flatMap((name) => exact.get(name) ?? []);
  if (direct.length > 0) return direct;
  return wildcard.filter((entry) => host.endsWith(entry.suffix)).map(({ service }) => service);
}

/** The same for a check, which reads bindings: which Service or ServiceEntry a host means, seen from a namespace. */
export function hostToService(
  bindings: readonly ServiceBinding[],
  host: string,
  namespace: string | null,
): readonly ServiceBinding[] {
  const known = indexes.get(bindings) ?? indexHosts(bindings, ({ hosts }) => hosts);
  indexes.set(bindings, known);
  return servicesOfHost(known, host, namespace);
}

function spellings(host: string, namespace: string | null): readonly string[] {
  const parts = host.split(".");
  const domain = "svc.cluster.local";
  if (parts.length === 1)
    return namespace === null ? [host] : [`${host}.${namespace}.${domain}`, host];
  if (parts.length === 2) return [host, `${host}.${domain}`];
  return parts.length === 3 && parts[2] === "svc" ? [host, `${host}.cluster.local`] : [host];
}

/** ".example.com" for "*.example.com", "" for "*", null for a plain host. */
function wildcardSuffix(host: string): string | null {
  return host.startsWith("*") ? host.slice(1) : null;
}

/** One index per list, however many hosts are asked for. */
const indexes = new WeakMap<readonly ServiceBinding[], HostIndex<ServiceBinding>>();
