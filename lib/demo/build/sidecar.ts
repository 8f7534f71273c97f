import { isObject, items, type Json, type JsonObject, type Labels } from "../json.ts";
import { type App, type Sidecar, workloadName } from "./app.ts";

export interface Template extends JsonObject {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

const VOLUMES = [
  "workload-socket",
  "credential-socket",
  "workload-certs",
  "istio-envoy",
  "istio-data",
  "istio-podinfo",
  "istio-token",
  "istiod-ca-cert",
  "istio-ca-crl",
];

/**
 * Rewrites a template as Istio's injector does: the proxy, its init container, its volumes, labels and annotations,
 * and probes that go through the agent. Source: istio/istio pkg/kube/inject/inject.go and
 * manifests/charts/istio-control/istio-discovery/files/injection-template.yaml.
 */
export function inject(template: Template, app: App, namespace: string, plane: Sidecar): Template {
  const { spec, metadata } = template;
  const containers = items(spec.containers).map(throughAgent);
  const own = proxyContainer(app, namespace, plane);
  const init = initContainer(plane);
  const { containers: _, initContainers, volumes, ...rest } = spec;

  return {
    metadata: {
      ...metadata,
      labels: { ...labelsOf(metadata.labels), ...injectedLabels(app, plane) },
      annotations: { ...labelsOf(metadata.annotations), ...injectedAnnotations(app, plane) },
    },
    spec: {
      volumes: [...items(volumes), ...proxyVolumes()],
      initContainers: [...items(initContainers), init, ...(plane.native ? [own] : [])],
      containers: plane.native ? containers : [...containers, own],
      ...rest,
    },
  };
}

function labelsOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function injectedLabels(app: App, { hbone }: Sidecar): Labels {
  return {
    "security.istio.io/tlsMode": "istio",
    "service.istio.io/canonical-name": app.name,
    "service.istio.io/canonical-revision": app.version ?? "latest",
    ...(hbone ? { "networking.istio.io/tunnel": "http" } : {}),
  };
}

function injectedAnnotations(app: App, { native, revision }: Sidecar): Labels {
  const status = {
    initContainers: native ? ["istio-init", "istio-proxy"] : ["istio-init"],
    containers: native ? null : ["istio-proxy"],
    volumes: VOLUMES,
    imagePullSecrets: null,
    revision,
  };
  return {
    "istio.io/rev": revision,
    "kubectl.kubernetes.io/default-container": app.name,
    "kubectl.kubernetes.io/default-logs-container": app.name,
    "prometheus.io/path": "/stats/prometheus",
    "prometheus.io/port": "15020",
    "prometheus.io/scrape": "true",
    "sidecar.istio.io/status": JSON.stringify(status),
  };
}

/** The agent answers the kubelet on 15020 and asks the application itself. */
function throughAgent(container: Json): Json {
  if (!isObject(container)) return container;
  const name = String(container.name);
  const rewritten = (["livenessProbe", "readinessProbe"] as const).flatMap((use) => {
    const probe = container[use];
    if (!isObject(probe) || probe.exec) return [];
    const { httpGet: _h, tcpSocket: _t, grpc: _g, ...timing } = probe;
    const path = use === "livenessProbe" ? "livez" : "readyz";
    const httpGet = { path: `/app-health/${name}/${path}`, port: 15020, scheme: "HTTP" };
    return [[use, { httpGet, ...timing }] as const];
  });
  return { ...container, ...Object.fromEntries(rewritten) };
}

function initContainer({ version }: Sidecar): JsonObject {
  return {
    name: "istio-init",
    image: proxyImage(version),
    args: [
      "istio-iptables",
      "-p",
      "15001",
      "-z",
      "15006",
      "-u",
      "1337",
      "-m",
      "REDIRECT",
      "-i",
      "*",
      "-x",
      "",
      "-b",
      "*",
      "-d",
      "15090,15021,15020",
      "--log_output_level=default:info",
    ],
    resources: PROXY_RESOURCES,
    volumeMounts: [API_TOKEN],
    imagePullPolicy: "IfNotPresent",
    securityContext: {
      capabilities: { add: ["NET_ADMIN", "NET_RAW"], drop: ["ALL"] },
      privileged: false,
      runAsUser: 0,
      runAsGroup: 0,
      runAsNonRoot: false,
      readOnlyRootFilesystem: false,
      allowPrivilegeEscalation: false,
    },
  };
}

function proxyContainer(app: App, namespace: string, plane: Sidecar): JsonObject {
  return {
    name: "istio-proxy",
    image: proxyImage(plane.version),
    args: [
      "proxy",
      "sidecar",
      "--domain",
      "$(POD_NAMESPACE).svc.cluster.local",
      "--proxyLogLevel=warning",
      "--proxyComponentLogLevel=misc:error",
      "--log_output_level=default:info",
    ],
    ports: [{ name: "http-envoy-prom", containerPort: 15090, protocol: "TCP" }],
    env: proxyEnv(app, namespace, plane),
    resources: PROXY_RESOURCES,
    restartPolicy: plane.native ? "Always" : undefined,
    volumeMounts: [
      { name: "workload-socket", mountPath: "/var/run/secrets/workload-spiffe-uds" },
      { name: "credential-socket", mountPath: "/var/run/secrets/credential-uds" },
      { name: "workload-certs", mountPath: "/var/run/secrets/workload-spiffe-credentials" },
      { name: "istiod-ca-cert", mountPath: "/var/run/secrets/istio" },
      { name: "istio-ca-crl", mountPath: "/var/run/secrets/istio/crl" },
      { name: "istio-data", mountPath: "/var/lib/istio/data" },
      { name: "istio-envoy", mountPath: "/etc/istio/proxy" },
      { name: "istio-token", mountPath: "/var/run/secrets/tokens" },
      { name: "istio-podinfo", mountPath: "/etc/istio/pod" },
      API_TOKEN,
    ],
    startupProbe: {
      httpGet: { path: "/healthz/ready", port: 15021, scheme: "HTTP" },
      timeoutSeconds: 3,
      periodSeconds: 1,
      failureThreshold: 600,
    },
    readinessProbe: {
      httpGet: { path: "/healthz/ready", port: 15021, scheme: "HTTP" },
      timeoutSeconds: 3,
      periodSeconds: 15,
      failureThreshold: 4,
    },
    lifecycle: plane.native
      ? {
          preStop: {
            exec: { command: ["pilot-agent", "request", "--debug-port=15020", "POST", "drain"] },
          },
        }
      : undefined,
    imagePullPolicy: "IfNotPresent",
    securityContext: {
      capabilities: { drop: ["ALL"] },
      privileged: false,
      runAsUser: 1337,
      runAsGroup: 1337,
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    },
  };
}

/** Mounted into every container by the service account admission controller. */
export const API_TOKEN = {
  name: "kube-api-access",
  readOnly: true,
  mountPath: "/var/run/secrets/kubernetes.io/serviceaccount",
};

const PROXY_RESOURCES = {
  limits: { cpu: "2", memory: "1Gi" },
  requests: { cpu: "100m", memory: "128Mi" },
};

function proxyImage(version: string): string {
  return `docker.io/istio/proxyv2:${version}`;
}

function proxyEnv(app: App, namespace: string, { revision, hbone }: Sidecar): readonly Json[] {
  const fromField = (name: string, fieldPath: string) => ({
    name,
    valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } },
  });
  const fromLimit = (name: string, resource: string) => ({
    name,
    valueFrom: { resourceFieldRef: { resource, divisor: "0" } },
  });
  const ports = (app.ports ?? []).map(({ name, port, target, protocol }) => ({
    name,
    containerPort: target ?? port,
    protocol: protocol ?? "TCP",
  }));
  const istiod = revision === "default" ? "istiod" : `istiod-${revision}`;
  return [
    { name: "PILOT_CERT_PROVIDER", value: "istiod" },
    { name: "CA_ADDR", value: `${istiod}.istio-system.svc:15012` },
    fromField("POD_NAME", "metadata.name"),
    fromField("POD_NAMESPACE", "metadata.namespace"),
    fromField("INSTANCE_IP", "status.podIP"),
    fromField("SERVICE_ACCOUNT", "spec.serviceAccountName"),
    fromField("HOST_IP", "status.hostIP"),
    fromLimit("ISTIO_CPU_LIMIT", "limits.cpu"),
    {
      name: "PROXY_CONFIG",
      value: `{"discoveryAddress":"${istiod}.istio-system.svc:15012"}\n`,
    },
    { name: "ISTIO_META_POD_PORTS", value: JSON.stringify(ports) },
    { name: "ISTIO_META_APP_CONTAINERS", value: app.name },
    fromLimit("GOMEMLIMIT", "limits.memory"),
    fromLimit("GOMAXPROCS", "limits.cpu"),
    { name: "ISTIO_META_CLUSTER_ID", value: "Kubernetes" },
    fromField("ISTIO_META_NODE_NAME", "spec.nodeName"),
    { name: "ISTIO_META_INTERCEPTION_MODE", value: "REDIRECT" },
    { name: "ISTIO_META_WORKLOAD_NAME", value: workloadName(app) },
    {
      name: "ISTIO_META_OWNER",
      value: `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${workloadName(app)}`,
    },
    { name: "ISTIO_META_MESH_ID", value: "cluster.local" },
    { name: "TRUST_DOMAIN", value: "cluster.local" },
    ...(hbone ? [{ name: "ISTIO_META_ENABLE_HBONE", value: "true" }] : []),
    {
      name: "ISTIO_KUBE_APP_PROBERS",
      value: JSON.stringify({
        [`/app-health/${app.name}/livez`]: {
          httpGet: { path: "/healthz/live", port: ports[0]?.containerPort },
        },
        [`/app-health/${app.name}/readyz`]: {
          httpGet: { path: "/healthz/ready", port: ports[0]?.containerPort },
        },
      }),
    },
  ];
}

function proxyVolumes(): readonly Json[] {
  return [
    { name: "workload-socket", emptyDir: {} },
    { name: "credential-socket", emptyDir: {} },
    { name: "workload-certs", emptyDir: {} },
    { name: "istio-envoy", emptyDir: { medium: "Memory" } },
    { name: "istio-data", emptyDir: {} },
    {
      name: "istio-podinfo",
      downwardAPI: {
        items: [
          { path: "labels", fieldRef: { apiVersion: "v1", fieldPath: "metadata.labels" } },
          {
            path: "annotations",
            fieldRef: { apiVersion: "v1", fieldPath: "metadata.annotations" },
          },
        ],
        defaultMode: 420,
      },
    },
    {
      name: "istio-token",
      projected: {
        sources: [
          {
            serviceAccountToken: {
              audience: "istio-ca",
              expirationSeconds: 43200,
              path: "istio-token",
            },
          },
        ],
        defaultMode: 420,
      },
    },
    { name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert", defaultMode: 420 } },
    { name: "istio-ca-crl", configMap: { name: "istio-ca-crl", defaultMode: 420, optional: true } },
  ];
}
