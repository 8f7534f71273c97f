import type { MulticlusterSignal } from "./facts.ts";
import { injectorConfigurations } from "./injection.ts";
import { networksIn } from "./mesh-config.ts";
import type {
  ConfigMap,
  Gateway,
  IstioGateway,
  Namespace,
  RemoteSecret,
  Service,
  WebhookConfiguration,
} from "./model.ts";

interface MulticlusterRecords {
  readonly configMaps: readonly ConfigMap[];
  readonly services: readonly Service[];
  readonly gateways: readonly Gateway[];
  readonly istioGateways: readonly IstioGateway[];
  readonly namespaces: readonly Namespace[];
  readonly mutatingWebhooks: readonly WebhookConfiguration[];
  readonly remoteSecrets: readonly RemoteSecret[];
  readonly rootNamespaces: ReadonlySet<string>;
}

/** Marks of a mesh over several clusters. https://istio.io/latest/docs/setup/install/multicluster/ */
export function multiclusterSignals(records: MulticlusterRecords): readonly MulticlusterSignal[] {
  const { namespaces, rootNamespaces } = records;
  const roots = namespaces.filter(({ ref }) => rootNamespaces.has(ref.name));

  return [
    ...records.remoteSecrets.map((secret): MulticlusterSignal => {
      const cluster = secret.annotations["networking.istio.io/cluster"];
      return {
        kind: "remote-secret",
        object: secret.ref,
        detail:
          cluster === undefined
            ? "istiod holds the credentials of a remote cluster."
            : `istiod holds the credentials of cluster ${cluster.slice(0, 100)}.`,
      };
    }),
    ...records.services.filter(isEastWest).map(
      ({ ref }): MulticlusterSignal => ({
        kind: "classic-eastwest-gateway",
        object: ref,
        detail: "It serves a network's east-west traffic on port 15443.",
      }),
    ),
    ...records.istioGateways.filter(passesThrough).map(
      ({ ref }): MulticlusterSignal => ({
        kind: "classic-eastwest-gateway",
        object: ref,
        detail: "It passes mTLS of other clusters through (AUTO_PASSTHROUGH).",
      }),
    ),
    ...records.gateways
      .filter(({ className }) => className === "istio-east-west")
      .map(
        ({ ref }): MulticlusterSignal => ({
          kind: "ambient-eastwest-gateway",
          object: ref,
          detail: "It is an east-west gateway of an ambient mesh.",
        }),
      ),
    ...records.configMaps.flatMap((map): MulticlusterSignal[] => {
      const networks = isMeshConfig(map) ? networksIn(map) : [];
      if (networks.length === 0) return [];
      const names = networks.slice(0, 5).map((name) => name.slice(0, 60));
      const detail = `meshNetworks names ${names.join(", ")}.`;
      return [{ kind: "mesh-networks", object: map.ref, detail }];
    }),
    ...roots.flatMap(({ ref, labels }): MulticlusterSignal[] => {
      const network = labels["topology.istio.io/network"];
      if (network === undefined || network === "") return [];
      const detail = `This cluster is network ${network.slice(0, 100)}.`;
      return [{ kind: "network-label", object: ref, detail }];
    }),
    ...roots.flatMap(({ ref, annotations }): MulticlusterSignal[] => {
      const owners = annotations["topology.istio.io/controlPlaneClusters"];
      if (owners === undefined || owners === "") return [];
      const detail = `The control plane runs in cluster ${owners.slice(0, 100)}.`;
      return [{ kind: "primary-remote", object: ref, detail }];
    }),
    ...injectorConfigurations(records.mutatingWebhooks)
      .filter(({ webhooks }) => webhooks.some(({ external }) => external))
      .map(
        ({ ref }): MulticlusterSignal => ({
          kind: "external-control-plane",
          object: ref,
          detail: "Its injector is called by URL: the control plane runs elsewhere.",
        }),
      ),
    ...records.services
      .filter(({ ref }) => ref.name === "istiod-remote")
      .map(
        ({ ref }): MulticlusterSignal => ({
          kind: "external-control-plane",
          object: ref,
          detail: "It leads to a control plane that runs elsewhere.",
        }),
      ),
  ];
}

function isEastWest({ labels, ports }: Service): boolean {
  const network = labels["topology.istio.io/network"];
  return network !== undefined && network !== "" && ports.some(({ port }) => port === 15443);
}

function passesThrough({ servers }: IstioGateway): boolean {
  return servers.some(({ tlsMode }) => tlsMode === "AUTO_PASSTHROUGH");
}

function isMeshConfig({ ref }: ConfigMap): boolean {
  return ref.name === "istio" || ref.name.startsWith("istio-");
}
