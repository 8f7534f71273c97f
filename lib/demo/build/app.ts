import type { Json, JsonObject, Labels } from "../json.ts";
import { dice } from "./random.ts";

/** How an application joins the mesh, or does not. */
export type DataPlane = Sidecar | { readonly mode: "ambient" } | { readonly mode: "none" };

export interface Sidecar {
  readonly mode: "sidecar";
  readonly native: boolean;
  /** The injector had ISTIO_META_ENABLE_HBONE, so the pod carries networking.istio.io/tunnel. */
  readonly hbone: boolean;
  readonly version: string;
  readonly revision: string;
}

export interface AppPort {
  readonly name: string;
  readonly port: number;
  /** Port of the container; absent: the same. */
  readonly target?: number;
  readonly protocol?: "TCP" | "UDP";
}

export type WorkloadKind = "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob";

/** One application of the sample company, from which its workload, pods, Service and endpoints are built. */
export interface App {
  readonly name: string;
  readonly kind?: WorkloadKind;
  readonly version?: string;
  readonly image: string;
  readonly replicas?: number;
  readonly ports?: readonly AppPort[];
  readonly probe?: "http" | "tcp" | "grpc" | "exec";
  /** Overrides the namespace's data plane. */
  readonly dataPlane?: DataPlane;
  /** `clusterIP: None`. */
  readonly headless?: boolean;
  readonly service?: false;
  /** Labels beyond app and version, on template and pods. */
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly serviceLabels?: Labels;
  readonly serviceAccount?: string;
  readonly hostNetwork?: boolean;
  /** Schedules onto the nodes of this pool; absent: the general pool. */
  readonly pool?: string;
  readonly nodeSelector?: Labels;
  readonly cpu?: string;
  readonly memory?: string;
  readonly env?: Labels;
  readonly args?: readonly string[];
  readonly priorityClass?: string;
}

/** Labels by which Service and workload find the pods. */
export function selectorOf(app: App): Labels {
  return app.version ? { app: app.name, version: app.version } : { app: app.name };
}

export function workloadName(app: App): string {
  return app.version ? `${app.name}-${app.version}` : app.name;
}

/** `spec.template` as its team wrote it: no sidecar, nothing that the API server fills in later but defaults. */
export function templateOf(
  app: App,
  namespace: string,
): { metadata: JsonObject; spec: JsonObject } {
  return {
    metadata: {
      creationTimestamp: null,
      labels: {
        ...selectorOf(app),
        "app.kubernetes.io/name": app.name,
        "app.kubernetes.io/part-of": namespace,
        "app.kubernetes.io/managed-by": "Helm",
        "helm.sh/chart": `${app.name}-3.14.2`,
        team: namespace,
        ...app.labels,
      },
      annotations: {
        "checksum/config": dice(namespace, app.name, "config").hex(64),
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
        ...app.annotations,
      },
    },
    spec: specOf(app, namespace),
  };
}

function specOf(app: App, namespace: string): JsonObject {
  const job = app.kind === "Job" || app.kind === "CronJob";
  return {
    volumes: [
      { name: "config", configMap: { name: `${app.name}-config`, defaultMode: 420 } },
      { name: "tls", secret: { secretName: `${app.name}-tls`, defaultMode: 420, optional: true } },
      { name: "tmp", emptyDir: { sizeLimit: "256Mi" } },
    ],
    containers: [containerOf(app, namespace)],
    restartPolicy: job ? "OnFailure" : "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: app.hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst",
    nodeSelector: app.nodeSelector,
    serviceAccountName: app.serviceAccount ?? app.name,
    serviceAccount: app.serviceAccount ?? app.name,
    hostNetwork: app.hostNetwork,
    securityContext: { runAsUser: 10001, runAsGroup: 10001, runAsNonRoot: true, fsGroup: 10001 },
    imagePullSecrets: [{ name: "registry-pull" }],
    schedulerName: "default-scheduler",
    priorityClassName: app.priorityClass,
    topologySpreadConstraints: job
      ? undefined
      : [
          {
            maxSkew: 1,
            topologyKey: "topology.kubernetes.io/zone",
            whenUnsatisfiable: "ScheduleAnyway",
            labelSelector: { matchLabels: selectorOf(app) },
          },
        ],
  };
}

function containerOf(app: App, namespace: string): JsonObject {
  const cpu = app.cpu ?? "250m";
  const memory = app.memory ?? "512Mi";
  return {
    name: app.name,
    image: app.image,
    args: app.args,
    ports: (app.ports ?? []).map(({ name, port, target, protocol }) => ({
      name,
      containerPort: target ?? port,
      protocol: protocol ?? "TCP",
    })),
    env: envOf(app, namespace),
    resources: { limits: { cpu: "1", memory }, requests: { cpu, memory } },
    volumeMounts: [
      { name: "config", readOnly: true, mountPath: `/etc/${app.name}` },
      { name: "tls", readOnly: true, mountPath: "/var/run/tls" },
      { name: "tmp", mountPath: "/tmp" },
    ],
    livenessProbe: probeOf(app, "live"),
    readinessProbe: probeOf(app, "ready"),
    imagePullPolicy: "IfNotPresent",
    securityContext: {
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
    },
  };
}

function envOf(app: App, namespace: string): readonly Json[] {
  const plain = {
    LOG_LEVEL: "info",
    SERVICE_NAME: app.name,
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://otel-collector.observability.svc.cluster.local:4317",
    OTEL_RESOURCE_ATTRIBUTES: `service.name=${app.name},service.namespace=${namespace},deployment.environment=sample`,
    FEATURE_FLAGS_URL: "http://flagd.platform-tools.svc.cluster.local:8013",
    ...app.env,
  };
  return [
    ...Object.entries(plain).map(([name, value]) => ({ name, value })),
    {
      name: "DATABASE_PASSWORD",
      valueFrom: {
        secretKeyRef: { name: `${app.name}-database`, key: "password", optional: true },
      },
    },
    { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    {
      name: "GOMEMLIMIT",
      valueFrom: {
        resourceFieldRef: { containerName: app.name, resource: "limits.memory", divisor: "0" },
      },
    },
  ];
}

function probeOf(app: App, path: string): JsonObject | undefined {
  const port = app.ports?.find(({ protocol }) => protocol !== "UDP");
  if (!app.probe) return undefined;
  const timing = {
    initialDelaySeconds: path === "live" ? 20 : 5,
    timeoutSeconds: 2,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
  };
  if (app.probe === "exec") return { exec: { command: ["/bin/health", path] }, ...timing };
  if (!port) return undefined;
  if (app.probe === "tcp") return { tcpSocket: { port: port.name }, ...timing };
  if (app.probe === "grpc") {
    return { grpc: { port: port.target ?? port.port, service: "" }, ...timing };
  }
  return { httpGet: { path: `/healthz/${path}`, port: port.name, scheme: "HTTP" }, ...timing };
}
