import {
  isObject,
  items,
  type Json,
  type JsonObject,
  type KubeObject,
  type OwnerReference,
  text,
} from "../json.ts";
import { managedFields } from "./managed-fields.ts";
import { API_TOKEN, type Template } from "./sidecar.ts";

/** What the control plane gives one pod of a template. */
export interface PodIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generateName: string;
  readonly owner: OwnerReference;
  readonly createdAt: string;
  readonly node: string;
  readonly nodeIp: string;
  readonly ip: string;
  /** What the name of the volume with its token ends in. */
  readonly token: string;
  readonly phase: "Running" | "Pending" | "Succeeded" | "Failed";
  readonly ready: boolean;
  readonly deletedAt?: string;
  /** When it was scheduled, its proxy ran, it was initialised, its application ran, and it was ready. */
  readonly scheduledAt: string;
  readonly proxyAt: string;
  readonly initializedAt: string;
  readonly appAt: string;
  readonly readyAt: string;
  /** How often its first container restarted. */
  readonly restarts: number;
}

/** A scheduled pod as the API server stores it, with the bookkeeping of its controller and its kubelet. */
export function podOf(template: Template, identity: PodIdentity, bookkeeping = true): KubeObject {
  const { metadata, spec } = scheduled(template, identity);
  const status = statusOf(spec, identity);
  const { createdAt } = identity;
  const { labels, annotations } = metadata;

  return {
    metadata: {
      name: identity.name,
      generateName: identity.generateName,
      namespace: identity.namespace,
      uid: identity.uid,
      resourceVersion: identity.resourceVersion,
      creationTimestamp: createdAt,
      deletionTimestamp: identity.deletedAt,
      labels: textsOf(labels),
      annotations: textsOf(annotations),
      ownerReferences: ownersOf(identity),
      ...(bookkeeping ? { managedFields: bookkeepingOf(template, spec, status, identity) } : {}),
    },
    spec,
    status,
  };
}

function ownersOf({ owner }: PodIdentity) {
  return [{ ...owner, controller: true, blockOwnerDeletion: true }];
}

function bookkeepingOf(
  template: Template,
  spec: JsonObject,
  status: JsonObject,
  identity: PodIdentity,
): readonly Json[] {
  const { labels, annotations } = template.metadata;
  const { createdAt } = identity;
  return managedFields([
    {
      manager: "kube-controller-manager",
      apiVersion: "v1",
      time: createdAt,
      owns: {
        metadata: { generateName: "", labels, annotations, ownerReferences: ownersOf(identity) },
        spec: ownedSpec(template.spec, spec),
      },
    },
    {
      manager: "kubelet",
      apiVersion: "v1",
      time: createdAt,
      subresource: "status",
      owns: { status },
    },
  ]);
}

function textsOf(value: Json | undefined): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, text(entry)]));
}

function scheduled({ metadata, spec }: Template, { node, token }: PodIdentity): Template {
  const { volumes, containers, initContainers, ...rest } = spec;
  const mounted = (container: Json) => withApiToken(container, `${API_TOKEN.name}-${token}`);
  return {
    metadata,
    spec: {
      volumes: [...items(volumes), { name: `${API_TOKEN.name}-${token}`, ...API_VOLUME }],
      initContainers: initContainers && items(initContainers).map(mounted),
      ...rest,
      containers: items(containers).map(mounted),
      nodeName: node,
      tolerations: [
        {
          key: "node.kubernetes.io/not-ready",
          operator: "Exists",
          effect: "NoExecute",
          tolerationSeconds: 300,
        },
        {
          key: "node.kubernetes.io/unreachable",
          operator: "Exists",
          effect: "NoExecute",
          tolerationSeconds: 300,
        },
        ...items(spec.tolerations),
      ],
      priority: 0,
      enableServiceLinks: true,
      preemptionPolicy: "PreemptLowerPriority",
    },
  };
}

const API_VOLUME = {
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      {
        downwardAPI: {
          items: [
            { path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
          ],
        },
      },
    ],
    defaultMode: 420,
  },
};

/** The injector mounts the token under the name without an end, which admission then gives one. */
function withApiToken(container: Json, name: string): Json {
  if (!isObject(container)) return container;
  const mounts = items(container.volumeMounts).filter(
    (mount) => !isObject(mount) || mount.name !== API_TOKEN.name,
  );
  return { ...container, volumeMounts: [...mounts, { ...API_TOKEN, name }] };
}

const OWNED = new WeakMap<JsonObject, JsonObject>();

/** The controller owns what the template says, not what scheduler and admission add: the same object for all its pods. */
function ownedSpec(template: JsonObject, spec: JsonObject): JsonObject {
  const known = OWNED.get(template);
  if (known) return known;
  const { nodeName: _n, tolerations: _t, priority: _p, preemptionPolicy: _pp, ...owned } = spec;
  OWNED.set(template, owned);
  return owned;
}

function statusOf(spec: JsonObject, identity: PodIdentity): JsonObject {
  const { phase, ready, scheduledAt, initializedAt, readyAt, ip, nodeIp } = identity;
  const condition = (type: string, holds: boolean, since: string) => ({
    type,
    status: holds ? "True" : "False",
    lastProbeTime: null,
    lastTransitionTime: since,
  });
  const running = phase === "Running";
  return {
    phase,
    conditions: [
      condition("PodReadyToStartContainers", running, scheduledAt),
      condition("Initialized", running, initializedAt),
      condition("Ready", ready, readyAt),
      condition("ContainersReady", ready, readyAt),
      condition("PodScheduled", true, scheduledAt),
    ],
    hostIP: nodeIp,
    hostIPs: [{ ip: nodeIp }],
    podIP: running ? ip : undefined,
    podIPs: running ? [{ ip }] : undefined,
    startTime: scheduledAt,
    initContainerStatuses:
      items(spec.initContainers).length > 0
        ? items(spec.initContainers).map((container) => containerStatus(container, identity, true))
        : undefined,
    containerStatuses: items(spec.containers).map((container, index) =>
      containerStatus(container, identity, false, index === 0 ? identity.restarts : 0),
    ),
    qosClass: "Burstable",
  };
}

function containerStatus(
  container: Json,
  identity: PodIdentity,
  init: boolean,
  restartCount = 0,
): Json {
  if (!isObject(container)) return null;
  const { phase, ready, scheduledAt, proxyAt, appAt } = identity;
  const name = text(container.name);
  const runsOn = !init || container.restartPolicy === "Always";
  const containerID = `containerd://${identity.uid.replaceAll("-", "")}${identity.uid.replaceAll("-", "")}`;
  const startedAt = name === "istio-proxy" ? proxyAt : init ? scheduledAt : appAt;
  const ended = {
    exitCode: phase === "Failed" ? 1 : 0,
    reason: phase === "Failed" ? "Error" : "Completed",
    startedAt,
    finishedAt: startedAt,
    containerID,
  };
  const running = phase === "Running" && runsOn;
  return {
    name,
    state: running
      ? { running: { startedAt } }
      : phase === "Pending"
        ? { waiting: { reason: "ContainerCreating" } }
        : { terminated: ended },
    lastState: {},
    ready: runsOn ? ready : phase === "Running",
    restartCount,
    image: text(container.image),
    imageID: `${text(container.image).split(":")[0]}@sha256:5f2f0a6f2b1f4b0a3c0c5d7f6f6f1f8d3ad2a4e1ce1a8f6f0b5f5d1c2b3a4958`,
    containerID,
    started: running,
  };
}
