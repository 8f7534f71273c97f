import { ambientComponents } from "./ambient-components.ts";
import { classifyPolicies, enforcesDryRun } from "./authorization.ts";
import { hostNetworkPods, members } from "./candidates.ts";
import { controlPlanes } from "./control-planes.ts";
import { unreadMeshConfig, withDoubt } from "./doubt.ts";
import { enrollmentRules } from "./enrollment.ts";
import type { AmbientComponent, ControlPlane, FactName, Facts, Inventory } from "./facts.ts";
import { gatewayApiCrds } from "./gateway-api.ts";
import { injectionRules, injectorConfigurations } from "./injection.ts";
import { meshConfigs, rootNamespaceKnown, rootNamespaceOf, rootNamespaces } from "./mesh-config.ts";
import type { Collected, ObjectRef, RecordName, Records, Slice } from "./model.ts";
import { multiclusterSignals } from "./multicluster.ts";
import { exclusion, meshNamespace } from "./namespaces.ts";
import { mayDemandMore } from "./need-by-policy.ts";
import { nodeCoverage } from "./node-coverage.ts";
import { type Place, placesOf } from "./places.ts";
import { platform } from "./platform.ts";
import { byNamespace, groupPods, isSidecarClass, type PodGroup } from "./pods.ts";
import { bindServices } from "./services.ts";
import { bindingContext } from "./waypoint-binding.ts";
import { waypointNeeds } from "./waypoint-need.ts";
import { joinUsers } from "./waypoint-users.ts";
import { waypoints } from "./waypoints.ts";

/**
 * Works out what the collected records mean. Everything is derived from what was readable; FACT_SOURCES then says which
 * facts are whole, which are a lower bound, and which cannot be told, and names the unread resources.
 *
 * @param takenAt ISO 8601 in UTC: the "now" of age rules.
 */
export function understand(collected: Collected, takenAt: string): Inventory {
  const { facts, needMore } = derive(collected, takenAt);
  const slice = <F extends FactName>(name: F): Slice<Facts[F]> =>
    withDoubt<Facts[F]>(
      name,
      facts[name],
      collected,
      name === "waypointNeeds" && needMore ? unreadMeshConfig(collected) : [],
    );

  return {
    input: collected.input,
    kubernetesVersion: collected.kubernetesVersion,
    apiGroups: collected.apiGroups,
    coverage: collected.coverage,
    takenAt,
    slices: {
      ...collected.slices,
      controlPlanes: slice("controlPlanes"),
      meshConfigs: slice("meshConfigs"),
      ambientComponents: slice("ambientComponents"),
      nodeCoverage: slice("nodeCoverage"),
      meshNamespaces: slice("meshNamespaces"),
      candidates: slice("candidates"),
      hostNetworkPods: slice("hostNetworkPods"),
      waypoints: slice("waypoints"),
      serviceBindings: slice("serviceBindings"),
      waypointNeeds: slice("waypointNeeds"),
      classifiedPolicies: slice("classifiedPolicies"),
      platform: slice("platform"),
      gatewayApiCrds: slice("gatewayApiCrds"),
      multiclusterSignals: slice("multiclusterSignals"),
    },
  };
}

interface Derived {
  readonly facts: { readonly [F in FactName]: readonly Facts[F][] };
  /** The root namespace is only assumed, and with another one more would need a waypoint. */
  readonly needMore: boolean;
}

function derive(collected: Collected, takenAt: string): Derived {
  const read = <R extends RecordName>(name: R) => itemsOf<Records[R]>(collected.slices[name]);
  const readOrNull = <R extends RecordName>(name: R) =>
    collected.slices[name].read === "unread" ? null : read(name);

  const workloads = read("workloads");
  const configMaps = read("configMaps");
  const services = read("services");
  const gateways = read("gateways");
  const pods = read("pods");
  const groups = groupPods(pods, workloads);

  const planes = controlPlanes({
    workloads,
    services,
    webhooks: read("mutatingWebhooks"),
    sailObjects: read("sailObjects"),
    sidecar: anySidecar(groups),
  });
  const configs = meshConfigs(planes, configMaps, collected.slices.configMaps.read === "complete");
  const components = ambientComponents(workloads, readOrNull("configMaps"));
  const injection = injectionRules(readableInjectors(collected), configMaps);
  const enrollment = enrollmentRules(
    components.find(({ component }) => component === "istio-cni") ?? null,
  );
  const rootNamespace = rootNamespaceOf(configs);

  const context = {
    injection,
    enrollment,
    takenAt,
    rootNamespaces: rootNamespaces(configs),
    systemNamespaces: componentNamespaces(planes, components),
  };
  const unused = waypoints(gateways, read("gatewayClasses"), readOrNull("workloads"));
  const places = placesOf(collected, groups, {
    waypointNamespaces: new Set(unused.flatMap(({ ref }) => ref.namespace ?? [])),
    isSystem: (name) => exclusion(name, context) !== null,
  });
  const placeOf = (name: string): Place => places.get(name) ?? { name, labels: {}, assumed: null };
  const everyone = members(groups, placeOf, injection, enrollment);
  const candidates = everyone.flatMap(({ candidate }) => (candidate === null ? [] : [candidate]));
  const groupsIn = byNamespace(groups);
  const candidatesIn = byNamespace(candidates);
  const meshNamespaces = [...places.values()].map((place) =>
    meshNamespace(
      place,
      groupsIn.get(place.name) ?? [],
      candidatesIn.get(place.name) ?? [],
      context,
    ),
  );
  const takingPart = new Set(
    meshNamespaces.filter(({ candidate }) => candidate).map(({ name }) => name),
  );
  const isCandidate = (namespace: string) => takingPart.has(namespace);

  const bindings = bindingContext(gateways, unused, (name) => placeOf(name).labels);
  const bound = bindServices(
    {
      services,
      serviceEntries: read("serviceEntries"),
      endpointSlices: read("endpointSlices"),
      members: everyone,
    },
    bindings,
  );
  const used = joinUsers(unused, { services: bound, candidates, places, bindings });
  const classifiedPolicies = classifyPolicies(
    read("authorizationPolicies"),
    candidates,
    rootNamespace,
    isCandidate,
    enforcesDryRun(
      planes,
      components.filter(({ component }) => component === "ztunnel").map(({ version }) => version),
    ),
  );

  const needRecords = {
    namespaces: [...places.keys()],
    candidates,
    services: bound,
    classifiedPolicies,
    requestAuthentications: read("requestAuthentications"),
    wasmPlugins: read("wasmPlugins"),
    trafficExtensions: read("trafficExtensions"),
    envoyFilters: read("envoyFilters"),
    virtualServices: read("virtualServices"),
    destinationRules: read("destinationRules"),
    routes: read("routes"),
    waypoints: used,
    rootNamespace,
    isCandidate,
    bindings,
  };
  const facts = {
    controlPlanes: planes,
    meshConfigs: configs,
    ambientComponents: components,
    nodeCoverage: nodeCoverage(read("nodes"), pods),
    meshNamespaces,
    candidates,
    hostNetworkPods: hostNetworkPods(groups),
    waypoints: used,
    serviceBindings: bound.map(({ binding }) => binding),
    waypointNeeds: waypointNeeds(needRecords),
    classifiedPolicies,
    platform: [
      platform({
        nodes: read("nodes"),
        workloads,
        customResourceDefinitions: read("customResourceDefinitions"),
        definitionsInFull: collected.slices.customResourceDefinitions.read === "complete",
        configMaps,
        kubernetesVersion: collected.kubernetesVersion,
        apiGroups: collected.apiGroups,
      }),
    ],
    gatewayApiCrds: gatewayApiCrds(read("customResourceDefinitions")),
    multiclusterSignals: multiclusterSignals({
      configMaps,
      services,
      gateways,
      istioGateways: read("istioGateways"),
      namespaces: read("namespaces"),
      mutatingWebhooks: read("mutatingWebhooks"),
      remoteSecrets: read("remoteSecrets"),
      rootNamespaces: context.rootNamespaces,
    }),
  };
  return { facts, needMore: !rootNamespaceKnown(configs) && mayDemandMore(needRecords) };
}

function itemsOf<T>(slice: Slice<T>): readonly T[] {
  return slice.read === "unread" ? [] : slice.items;
}

/**
 * Injector webhooks as evidence of who gets injected. A dump without any says nothing, since they are rarely kept with
 * manifests; of a live cluster, it says that nobody injects.
 */
function readableInjectors({
  input,
  slices,
}: Collected): readonly Records["mutatingWebhooks"][] | null {
  const slice = slices.mutatingWebhooks;
  if (slice.read !== "complete") return null;
  return input === "dump" && injectorConfigurations(slice.items).length === 0 ? null : slice.items;
}

function anySidecar(groups: readonly PodGroup[]): { ref: ObjectRef; revision: string } | null {
  const group = groups.find(({ shape }) => isSidecarClass(shape.class));
  if (!group) return null;
  return { ref: group.owner, revision: group.shape.annotations["istio.io/rev"] ?? "default" };
}

function componentNamespaces(
  planes: readonly ControlPlane[],
  components: readonly AmbientComponent[],
): ReadonlyMap<string, string> {
  const held = new Map<string, string>();
  for (const { ref, external } of planes) {
    if (!external && ref.namespace !== null) held.set(ref.namespace, "the control plane");
  }
  for (const { ref, component } of components) {
    if (ref.namespace !== null && !held.has(ref.namespace)) held.set(ref.namespace, component);
  }
  return held;
}
