import type { ControlPlane, ServiceBinding } from "../../inventory/facts.ts";
import { hostToService } from "../../inventory/hosts.ts";
import type { VirtualService } from "../../inventory/model.ts";
import { refKey } from "../../inventory/refs.ts";
import { atLeast } from "../../inventory/version.ts";
import { isMeshVirtualService, routingEffect } from "../../inventory/virtual-services.ts";
import {
  type Consulted,
  defineCheck,
  type Evidence,
  type Problem,
  type Reading,
} from "../define.ts";
import { oncePer } from "../once.ts";
import { candidateNames, MOST_EVIDENCE } from "../policy-reach.ts";
import { recordOf } from "../records.ts";
import { command } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, sorted } from "../support/words.ts";
import { callersOf } from "./callers.ts";

/** What a VirtualService changes for Services of one namespace. */
interface Effect {
  readonly namespace: string;
  readonly services: readonly ServiceBinding[];
  readonly features: readonly string[];
}

const READS = ["virtualServices", "serviceBindings", "meshNamespaces"] as const;
const CONSULTS = [
  "classifiedPolicies",
  "controlPlanes",
  "serviceEntries",
  "services",
  "sidecars",
] as const;
type Slices = Reading<(typeof READS)[number]> & Consulted<(typeof CONSULTS)[number]>;

export const virtualserviceNeedsWaypoint = defineCheck({
  id: "virtualservice-needs-waypoint",
  title: "Routing rules of sidecars have a waypoint to apply them",
  finds: "VirtualServices that only a waypoint can apply",
  group: "traffic",
  severity: "warning",
  reads: READS,
  consults: CONSULTS,
  sources: [SOURCES.l7Features, SOURCES.migratePolicies, SOURCES.codeEndpoints, SOURCES.release130],

  subjects: ({ virtualServices }) => virtualServices.filter(isMeshVirtualService),

  inspect(virtualService, slices) {
    const candidates = candidateNames(slices.meshNamespaces);
    return effectsOf(virtualService, slices).flatMap((effect) => {
      const judged = candidates.has(effect.namespace);
      const callers = callersOf(virtualService, effect.services, slices).filter(({ namespace }) =>
        candidates.has(namespace),
      );
      return [
        ...(judged ? [atHost(virtualService, effect, slices)] : []),
        ...callers.map((caller) => atCaller(virtualService, effect, caller, judged)),
      ];
    });
  },
});

/** By the namespace of the called Service; Services in front of gateways only never need a waypoint. */
function effectsOf(virtualService: VirtualService, slices: Slices): Effect[] {
  const { ref, hosts } = virtualService;
  const resolve = (host: string) => hostToService(slices.serviceBindings, host, ref.namespace);
  const called = new Set(
    hosts.flatMap(resolve).filter(({ infrastructureOnly }) => !infrastructureOnly),
  );

  const changed = [...called].flatMap((service) => {
    const { features } = routingEffect(
      virtualService,
      (host) => resolve(host).includes(service),
      portsOf(service, slices),
    );
    const namespace = service.service.namespace;
    return features.length === 0 || namespace === null ? [] : [{ service, features, namespace }];
  });
  return [...Map.groupBy(changed, ({ namespace }) => namespace)].map(([namespace, group]) => ({
    namespace,
    services: group.map(({ service }) => service),
    features: sorted(group.flatMap(({ features }) => features)),
  }));
}

function atHost(virtualService: VirtualService, effect: Effect, slices: Slices): Problem {
  const { ref } = virtualService;
  const { namespace, services, features } = effect;
  const unbound = services.filter(({ binding }) => binding.state !== "bound");
  const rivals = unbound.length === 0 ? rivalsOf(virtualService, services, slices) : [];
  const outline = {
    object: ref,
    namespace,
    evidence: [
      ...effectEvidence(virtualService, features),
      ...services.slice(0, MOST_EVIDENCE).map(({ service, binding }) => ({
        object: service,
        field: "waypoint",
        value: binding.state === "bound" ? binding.waypoint.name : binding.state,
      })),
    ],
    removedByMigration: true,
  };

  if (unbound.length === 0 && rivals.length === 0) {
    return {
      ...outline,
      severity: "info",
      problem: `Handled: the waypoint of ${namesText(services)} applies ${ref.name}.`,
      why: "A waypoint applies VirtualServices of its Service's namespace. Istio calls this Alpha; HTTPRoute is Stable.",
      remedy: {
        text: "Nothing to do for the migration. Translate it to an HTTPRoute, and delete it in the same change, when you want the Stable API.",
      },
    };
  }
  if (unbound.length === 0) {
    return {
      ...outline,
      severity: "warning",
      problem: `${ref.name} and ${listed(rivals.map((rival) => rival.ref.name))} speak about the same host, and a waypoint of this Istio version applies only the first.`,
      why: "Before 1.28.6, 1.29.2 and 1.30.0 a waypoint uses the first VirtualService of a host and ignores the others; later versions join them.",
      evidence: [
        ...outline.evidence,
        ...rivals.slice(0, MOST_EVIDENCE).map((rival) => ({
          object: rival.ref,
          field: "spec.hosts",
          value: rival.hosts.join(", "),
        })),
      ],
      remedy: {
        text: "Join them into one VirtualService, or upgrade istiod to 1.28.6, 1.29.2, 1.30.0 or later, before the waypoint is used.",
      },
    };
  }
  return {
    ...outline,
    severity: "warning",
    problem: `${ref.name} changes calls to ${namesText(unbound)} (${listed(features)}), which ends when their callers leave sidecars.`,
    why: "The sidecar of each caller applies these rules today. ztunnel reads no HTTP, so in ambient only a waypoint in front of the called Service applies them.",
    remedy: {
      text: `Give ${unbound.length === 1 ? "the Service" : "these Services"} a waypoint. Then keep the VirtualService, which is Alpha on waypoints, or translate it to an HTTPRoute, GRPCRoute, TCPRoute or TLSRoute and delete it in the same change.`,
      command: command(
        "istioctl",
        "waypoint",
        "apply",
        `--namespace=${namespace}`,
        "--for=service",
        "--wait",
      ),
    },
  };
}

/** The client's sidecar applies the rule, so it ends for a namespace when that namespace is enrolled. */
function atCaller(
  { ref }: VirtualService,
  { namespace, services, features }: Effect,
  caller: { readonly namespace: string; readonly evidence: Evidence },
  judged: boolean,
): Problem {
  const bound = services.every(({ binding }) => binding.state === "bound");
  return {
    severity: judged || bound ? "info" : "warning",
    facet: "caller",
    object: ref,
    namespace: caller.namespace,
    problem: `Possible: pods of ${caller.namespace} call ${namesText(services)} by the rules of ${ref.name} (${listed(features)}), and lose them when they are enrolled.`,
    why: `The rules are applied by the caller's sidecar. ${bound ? "The waypoint in front of the Service applies them for ambient callers." : "ztunnel does not apply them, even while the called namespace stays on sidecars."}`,
    remedy: {
      text: bound
        ? "Nothing to do, unless the VirtualService stands outside the Service's namespace: move it there."
        : `Give the ${services.length === 1 ? "Service" : "Services"} in ${namespace} a waypoint before this namespace is enrolled, or accept plain forwarding.`,
    },
    evidence: [caller.evidence],
    removedByMigration: true,
  };
}

/** Others for the same Services where a waypoint would use only one of them. */
function rivalsOf(
  virtualService: VirtualService,
  services: readonly ServiceBinding[],
  { virtualServices, serviceBindings, controlPlanes }: Slices,
): VirtualService[] {
  if (controlPlanes === null || !controlPlanes.some(usesOnlyOne)) return [];
  const byService = rulesByService(serviceBindings)(virtualServices);
  const rivals = services.flatMap(({ service }) => byService.get(refKey(service)) ?? []);
  return [...new Set(rivals)].filter((other) => other !== virtualService);
}

const rulesByService = oncePer((bindings: readonly ServiceBinding[]) =>
  oncePer((virtualServices: readonly VirtualService[]): ReadonlyMap<string, VirtualService[]> => {
    const found = new Map<string, VirtualService[]>();
    for (const virtualService of virtualServices.filter(isMeshVirtualService)) {
      const { ref, hosts } = virtualService;
      for (const { service } of hosts.flatMap((host) =>
        hostToService(bindings, host, ref.namespace),
      )) {
        const key = refKey(service);
        const known = found.get(key);
        if (known) known.push(virtualService);
        else found.set(key, [virtualService]);
      }
    }
    return found;
  }),
);

function usesOnlyOne({ version }: ControlPlane): boolean {
  if (version === null || atLeast(version, "1.30")) return false;
  const joined = version.minor === 29 ? "1.29.2" : "1.28.6";
  return !atLeast(version, joined);
}

function effectEvidence({ ref, hosts }: VirtualService, features: readonly string[]): Evidence[] {
  return [
    { object: ref, field: "spec.hosts", value: hosts.join(", ") },
    { object: ref, field: "spec", value: features.join(", ") },
  ];
}

function portsOf({ service }: ServiceBinding, { services, serviceEntries }: Slices): number[] {
  const record = recordOf(services, service) ?? recordOf(serviceEntries, service);
  return record === undefined ? [] : record.ports.map(({ port }) => port);
}

function namesText(services: readonly ServiceBinding[]): string {
  return listed(sorted(services.map(({ service }) => service.name)));
}
