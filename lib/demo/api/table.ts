import { field, items, type Json, type JsonObject, type KubeObject, text } from "../json.ts";
import type { Kind } from "../kinds.ts";

interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "date";
  /** Columns above 0 show with `-o wide` only. */
  readonly priority: number;
  cell(object: KubeObject): Json;
}

/** Rows as `kubectl get` prints them. Source: kubernetes/kubernetes pkg/printers/internalversion/printers.go. */
export function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  metadata: JsonObject,
  now: number,
): JsonObject {
  const columns = [NAME, ...(COLUMNS[`${kind.kind}.${kind.group}`] ?? []), age(now)];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: columns.map(({ name, type, priority }) => ({
      name,
      type,
      format: name === "Name" ? "name" : "",
      description: `${name} of the ${kind.kind}.`,
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object)),
      object: {
        kind: "PartialObjectMetadata",
        apiVersion: "meta.k8s.io/v1",
        metadata: object.metadata,
      },
    })),
  };
}

const column = (
  name: string,
  cell: (object: KubeObject) => Json,
  options: { type?: Column["type"]; wide?: true } = {},
): Column => ({ name, cell, type: options.type ?? "string", priority: options.wide ? 1 : 0 });

const at = (...path: readonly string[]) => {
  return (object: KubeObject): Json => field(object, ...path) ?? "<none>";
};

const joined = (...path: readonly string[]) => {
  return (object: KubeObject): Json => JSON.stringify(items(field(object, ...path)));
};

const NAME = column("Name", ({ metadata }) => metadata.name);

const age = (now: number): Column =>
  column("Age", ({ metadata }) => duration(now - Date.parse(metadata.creationTimestamp)));

/** Native sidecars count as containers. */
const READY = column("Ready", (object) => {
  const native = items(field(object, "spec", "initContainers"))
    .filter((container) => field(container, "restartPolicy") === "Always")
    .map((container) => field(container, "name"));
  const statuses = [
    ...items(field(object, "status", "containerStatuses")),
    ...items(field(object, "status", "initContainerStatuses")).filter((status) =>
      native.includes(field(status, "name")),
    ),
  ];
  return `${statuses.filter((status) => field(status, "ready") === true).length}/${statuses.length}`;
});

const replicas = column(
  "Ready",
  (object) =>
    `${text(field(object, "status", "readyReplicas")) || "0"}/${text(field(object, "spec", "replicas"))}`,
);

function podStatus(object: KubeObject): Json {
  if (field(object, "metadata", "deletionTimestamp")) return "Terminating";
  const phase = field(object, "status", "phase") ?? "Unknown";
  return phase === "Succeeded" ? "Completed" : phase;
}

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "Pod.": [
    READY,
    column("Status", podStatus),
    column("Restarts", () => "0"),
    column("IP", at("status", "podIP"), { wide: true }),
    column("Node", at("spec", "nodeName"), { wide: true }),
  ],
  "Namespace.": [column("Status", at("status", "phase"))],
  "Node.": [
    column("Status", (object) =>
      field(object, "spec", "unschedulable") ? "Ready,SchedulingDisabled" : "Ready",
    ),
    column("Roles", () => "<none>"),
    column("Version", at("status", "nodeInfo", "kubeletVersion")),
  ],
  "Service.": [
    column("Type", at("spec", "type")),
    column("Cluster-IP", at("spec", "clusterIP")),
    column("External-IP", () => "<none>"),
    column("Port(s)", (object) =>
      items(field(object, "spec", "ports"))
        .map((port) => `${text(field(port, "port"))}/${text(field(port, "protocol"))}`)
        .join(","),
    ),
  ],
  "ConfigMap.": [
    column("Data", (object) => Object.keys(field(object, "data") ?? {}).length, {
      type: "integer",
    }),
  ],
  "Deployment.apps": [
    replicas,
    column("Up-to-date", at("status", "updatedReplicas"), { type: "integer" }),
    column("Available", at("status", "availableReplicas"), { type: "integer" }),
  ],
  "StatefulSet.apps": [replicas],
  "ReplicaSet.apps": [
    column("Desired", at("spec", "replicas"), { type: "integer" }),
    column("Current", at("status", "replicas"), { type: "integer" }),
  ],
  "DaemonSet.apps": [
    column("Desired", at("status", "desiredNumberScheduled"), { type: "integer" }),
    column("Ready", at("status", "numberReady"), { type: "integer" }),
  ],
  "VirtualService.networking.istio.io": [
    column("Gateways", joined("spec", "gateways")),
    column("Hosts", joined("spec", "hosts")),
  ],
  "DestinationRule.networking.istio.io": [column("Host", at("spec", "host"))],
  "AuthorizationPolicy.security.istio.io": [column("Action", at("spec", "action"))],
  "PeerAuthentication.security.istio.io": [column("Mode", at("spec", "mtls", "mode"))],
  "GatewayClass.gateway.networking.k8s.io": [
    column("Controller", at("spec", "controllerName")),
    column("Accepted", () => "True"),
  ],
  "Gateway.gateway.networking.k8s.io": [
    column("Class", at("spec", "gatewayClassName")),
    column("Address", (object) =>
      items(field(object, "status", "addresses"))
        .map((address) => text(field(address, "value")))
        .join(","),
    ),
    column("Programmed", (object) => {
      const conditions = items(field(object, "status", "conditions"));
      const programmed = conditions.find((entry) => field(entry, "type") === "Programmed");
      return text(field(programmed, "status")) || "Unknown";
    }),
  ],
  "HTTPRoute.gateway.networking.k8s.io": [column("Hostnames", joined("spec", "hostnames"))],
};

/** An age as kubectl shortens it: 45s, 12m, 3h, 5d, 2y. */
function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y`;
}
