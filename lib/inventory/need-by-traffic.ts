import { servicesOfHost } from "./hosts.ts";
import type { DestinationRule, Route, VirtualService } from "./model.ts";
import type { Demand, Subjects } from "./need-subjects.ts";
import { refText } from "./refs.ts";
import type { BoundService } from "./services.ts";
import { isMeshVirtualService, routingEffect } from "./virtual-services.ts";
import type { NeedRecords } from "./waypoint-need.ts";

/**
 * R4 to R6: routing and traffic policy that client sidecars apply today and that only a waypoint of the destination
 * applies in ambient. https://istio.io/latest/docs/ambient/usage/l7-features/
 */
export function trafficDemands(records: NeedRecords, subjects: Subjects): readonly Demand[] {
  const virtualServices = records.virtualServices.filter(isMeshVirtualService);
  const subsets = usedSubsets(virtualServices, subjects);

  return [
    ...virtualServices.flatMap((virtualService) => routingDemands(virtualService, subjects)),
    ...records.routes.flatMap((route) => routeDemands(route, subjects)),
    ...records.destinationRules.flatMap((rule) => ruleDemands(rule, subsets, subjects)),
    ...records.services.flatMap((service) => wildcardDemands(service, subjects)),
  ];
}

function routingDemands(virtualService: VirtualService, subjects: Subjects): readonly Demand[] {
  const { ref, hosts } = virtualService;
  const resolve = (host: string) => servicesOfHost(subjects.hosts, host, ref.namespace);
  const called = new Set(hosts.flatMap((host) => resolve(host)));

  return [...called].flatMap((service): Demand[] => {
    if (service.binding.infrastructureOnly) return [];
    const { features, decisive } = routingEffect(
      virtualService,
      (host) => resolve(host).includes(service),
      service.record.ports.map(({ port }) => port),
    );
    if (features.length === 0) return [];

    const subject = subjects.ofService(service);
    const demand = { object: ref, subject };
    const egress =
      service.kind === "entry" &&
      destinationsOf(virtualService).some((host) => resolve(host).some(isGateway));
    return [
      {
        ...demand,
        rule: "R4",
        detail: `${refText(ref)} changes calls to ${service.binding.service.name} (${listed(features)}), and ztunnel does not read it.`,
        decisive,
      },
      ...(egress
        ? [
            {
              ...demand,
              rule: "R6" as const,
              detail: `${refText(ref)} leads calls to ${service.binding.service.name} through an egress gateway, which ambient clients would skip.`,
              decisive: true,
            },
          ]
        : []),
    ];
  });
}

/** A route on a Service can filter as well as forward, which our record of it does not tell apart: it decides. */
function routeDemands({ ref, parents }: Route, subjects: Subjects): readonly Demand[] {
  return parents.flatMap(({ group, kind, name, namespace }): Demand[] => {
    const isService = kind === "Service" && (group === "" || group === "core");
    const isEntry = kind === "ServiceEntry" && group === "networking.istio.io";
    if (!isService && !isEntry) return [];

    const service = subjects.serviceAt({
      group: isService ? "" : group,
      kind,
      name,
      namespace: namespace ?? ref.namespace,
    });
    if (!service || service.binding.infrastructureOnly) return [];
    return [
      {
        rule: "R4",
        object: ref,
        subject: subjects.ofService(service),
        detail: `${refText(ref)} routes calls to ${name}, which only a waypoint does in ambient.`,
        decisive: true,
      },
    ];
  });
}

function ruleDemands(
  rule: DestinationRule,
  subsets: ReadonlyMap<BoundService, ReadonlySet<string>>,
  subjects: Subjects,
): readonly Demand[] {
  const { ref, host } = rule;
  return servicesOfHost(subjects.hosts, host, ref.namespace).flatMap((service): Demand[] => {
    if (service.binding.infrastructureOnly) return [];
    const subject = subjects.ofService(service);
    const name = service.binding.service.name;
    const originates = rule.tlsModes.filter((mode) => mode === "SIMPLE" || mode === "MUTUAL");
    if (service.kind === "entry" && originates.length > 0) {
      return [
        {
          rule: "R6",
          object: ref,
          subject,
          detail: `${refText(ref)} starts TLS (${listed(originates)}) towards ${name}, and ztunnel starts none.`,
          decisive: true,
        },
      ];
    }

    const settings = [
      ...originates.map((mode) => `tls ${mode}`),
      ...settingsOf(rule, subsets.get(service)),
    ];
    if (settings.length === 0) return [];
    return [
      {
        rule: "R5",
        object: ref,
        subject,
        detail: `${refText(ref)} sets ${listed(settings)} for ${name}, which ztunnel ignores.`,
        decisive: false,
      },
    ];
  });
}

/** Settings that only an Envoy applies; a subset counts when a route leads to it. */
function settingsOf(
  { trafficPolicy, subsets }: DestinationRule,
  used: ReadonlySet<string> | undefined,
): readonly string[] {
  const reached = subsets.filter(({ name }) => used?.has(name));
  return [
    ...new Set([
      ...trafficPolicy.filter((name) => KEPT.has(name)),
      ...reached.flatMap((subset) => subset.trafficPolicy.filter((name) => KEPT.has(name))),
      ...reached.map(({ name }) => `subset ${name}`),
    ]),
  ];
}

function wildcardDemands(service: BoundService, subjects: Subjects): readonly Demand[] {
  if (service.kind !== "entry") return [];
  const wildcard = service.binding.hosts.find((host) => host.startsWith("*"));
  if (wildcard === undefined) return [];
  const { ref } = service.record;
  return [
    {
      rule: "R6",
      object: ref,
      subject: subjects.ofService(service),
      detail: `${refText(ref)} names the wildcard host ${wildcard.slice(0, 100)}, which ztunnel cannot resolve.`,
      decisive: true,
    },
  ];
}

function usedSubsets(
  virtualServices: readonly VirtualService[],
  subjects: Subjects,
): ReadonlyMap<BoundService, ReadonlySet<string>> {
  const used = new Map<BoundService, Set<string>>();
  for (const { ref, routes } of virtualServices) {
    for (const { host, subset } of routes.flatMap(({ destinations }) => destinations)) {
      if (subset === null) continue;
      for (const service of servicesOfHost(subjects.hosts, host, ref.namespace)) {
        const names = used.get(service);
        if (names) names.add(subset);
        else used.set(service, new Set([subset]));
      }
    }
  }
  return used;
}

function destinationsOf({ routes }: VirtualService): readonly string[] {
  return routes.flatMap(({ destinations }) => destinations.map(({ host }) => host));
}

function isGateway({ binding }: BoundService): boolean {
  return binding.infrastructureOnly;
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 5).map((name) => name.slice(0, 60));
  return names.length > 5 ? `${some.join(", ")} and more` : some.join(", ");
}

const KEPT = new Set(["connectionPool", "outlierDetection", "loadBalancer", "portLevelSettings"]);
