/** For tests: YAML of the objects that nearly every fixture needs, reduced to what matters. */
import type { Labels, Slice } from "./model.ts";

/** What was read of a slice. @throws Error when it could not be read at all. */
export function itemsOf<T>(slice: Slice<T>): readonly T[] {
  if (slice.read === "unread") throw new Error("The slice could not be read.");
  return slice.items;
}

export function yaml(...documents: readonly string[]): string {
  return documents.join("\n---\n");
}

export function namespaceYaml(name: string, labels: Labels = {}, annotations: Labels = {}): string {
  return object("v1", "Namespace", { name, labels, annotations });
}

export interface PodOptions {
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly node?: string;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly deleting?: boolean;
  readonly createdAt?: string;
  readonly hostNetwork?: boolean;
  /** A Deployment, DaemonSet or other kind with its name. */
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly containers?: readonly object[];
  readonly initContainers?: readonly object[];
}

/** In namespace shop unless told otherwise. */
export function podYaml(name: string, options: PodOptions = {}): string {
  const { namespace = "shop", owner, ready = true, deleting = false } = options;
  const metadata = {
    name,
    namespace,
    labels: options.labels,
    annotations: options.annotations,
    creationTimestamp: options.createdAt ?? "2026-08-01T00:00:00Z",
    deletionTimestamp: deleting ? "2026-08-22T11:59:00Z" : undefined,
    ownerReferences: owner ? [{ ...owner, controller: true, apiVersion: "apps/v1", uid: "1" }] : [],
  };
  return object("v1", "Pod", metadata, {
    spec: {
      nodeName: options.node,
      hostNetwork: options.hostNetwork,
      containers: options.containers ?? [APP],
      initContainers: options.initContainers ?? [],
    },
    status: {
      phase: options.phase ?? "Running",
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    },
  });
}

export interface WorkloadOptions {
  readonly namespace?: string;
  readonly labels?: Labels;
  readonly podLabels?: Labels;
  readonly podAnnotations?: Labels;
  readonly containers?: readonly object[];
  readonly hostNetwork?: boolean;
  readonly ready?: number;
  readonly desired?: number;
}

/** A Deployment or DaemonSet, in namespace shop unless told otherwise. */
export function workloadYaml(
  kind: "Deployment" | "DaemonSet" | "StatefulSet",
  name: string,
  options: WorkloadOptions = {},
): string {
  const podLabels = options.podLabels ?? { app: name };
  const status =
    kind === "DaemonSet"
      ? { numberReady: options.ready, desiredNumberScheduled: options.desired }
      : { readyReplicas: options.ready };
  return object(
    "apps/v1",
    kind,
    { name, namespace: options.namespace ?? "shop", labels: options.labels },
    {
      spec: {
        selector: { matchLabels: podLabels },
        replicas: kind === "DaemonSet" ? undefined : options.desired,
        template: {
          metadata: { labels: podLabels, annotations: options.podAnnotations },
          spec: { hostNetwork: options.hostNetwork, containers: options.containers ?? [APP] },
        },
      },
      status,
    },
  );
}

export function istiodYaml(
  options: WorkloadOptions & {
    readonly name?: string;
    readonly revision?: string;
    readonly image?: string;
    readonly env?: Labels;
  } = {},
): string {
  const { name = "istiod", revision = "default", image = "docker.io/istio/pilot:1.27.3" } = options;
  const env = Object.entries(options.env ?? {}).map(([key, value]) => ({ name: key, value }));
  return workloadYaml("Deployment", name, {
    namespace: "istio-system",
    containers: [{ name: "discovery", image, env }],
    ...options,
    labels: { app: "istiod", "istio.io/rev": revision, ...options.labels },
  });
}

/** A sidecar as the injector writes it: beside the application, or as a native one. */
export const SIDECAR = {
  name: "istio-proxy",
  image: "docker.io/istio/proxyv2:1.27.3",
  args: ["proxy", "sidecar"],
};
export const NATIVE_SIDECAR = { ...SIDECAR, restartPolicy: "Always" };
const APP = { name: "app", image: "registry.example/app:1" };

function object(
  apiVersion: string,
  kind: string,
  metadata: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ apiVersion, kind, metadata, ...rest });
}
