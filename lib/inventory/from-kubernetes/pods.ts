/**
 * Pods and pod templates, read by hand: they are nearly all of a cluster's bytes. Only the fields that checks name
 * are touched.
 */
import type {
  Container,
  ContainerPort,
  Labels,
  ObjectRef,
  Pod,
  PodShape,
  Probe,
} from "../model.ts";
import { classify } from "./classify.ts";
import { mayReadAnyEnv, mayReadEnv } from "./env.ts";
import type { Interner } from "./intern.ts";
import { toPodStart } from "./pod-start.ts";
import { toBytes, toMillicores } from "./quantity.ts";
import {
  CAPS,
  clean,
  emptyTexts,
  isRaw,
  keepsAnnotation,
  ParseError,
  type Raw,
  toLabels,
  toList,
  toRaw,
  toRawOrNull,
  toText,
  toTextOrNull,
} from "./raw.ts";

/** @throws ParseError */
export function toPod(raw: unknown, intern: Interner): Pod {
  const object = toRaw(raw, "The object");
  const metadata = toRaw(object.metadata, "metadata");
  const spec = toRaw(object.spec, "spec");
  const status = toRawOrNull(object.status, "status");
  const name = toText(metadata.name, "metadata.name", CAPS.name);
  const namespace = toTextOrNull(metadata.namespace, "metadata.namespace", CAPS.name);
  const { shape, owner } = intern.kin(partsOf(metadata, spec), () => {
    const labels = toLabels(metadata.labels, "metadata.labels");
    const owner = ownerOf(metadata, namespace || "default", labels, intern);
    const made = toPodShape(metadata, labels, spec, owner?.kind ?? null);
    return { shape: intern.shape(made, owner), owner };
  });
  const node = toTextOrNull(spec.nodeName, "spec.nodeName", CAPS.name);
  const start = toPodStart(status, shape);

  return {
    namespace: intern.text(namespace || "default"),
    name,
    shape,
    owner,
    node: node ? intern.text(node) : null,
    phase: phaseOf(status?.phase),
    ready: isReady(status),
    deleting: metadata.deletionTimestamp !== undefined && metadata.deletionTimestamp !== null,
    createdAt: toTextOrNull(metadata.creationTimestamp, "metadata.creationTimestamp", 64),
    start: start && intern.start(start),
  };
}

/** All that a pod's shape and owner are made from. */
function partsOf(metadata: Raw, spec: Raw): readonly unknown[] {
  return [
    metadata.namespace,
    metadata.labels,
    metadata.annotations,
    metadata.ownerReferences,
    spec.initContainers,
    spec.containers,
    spec.volumes,
    spec.serviceAccountName,
    spec.hostNetwork,
    spec.nodeSelector,
    spec.priorityClassName,
  ];
}

/**
 * The shape of the pods that a template makes.
 * @throws ParseError
 */
export function toTemplateShape(template: unknown, ownerKind: string): PodShape {
  const raw = toRaw(template, "spec.template");
  const metadata = toRawOrNull(raw.metadata, "spec.template.metadata") ?? {};
  const labels = toLabels(metadata.labels, "spec.template.metadata.labels");
  return toPodShape(metadata, labels, toRaw(raw.spec, "spec.template.spec"), ownerKind);
}

/** The controller among `ownerReferences`; null when nobody controls the object. */
export function controllerOf(metadata: Raw, namespace: string): ObjectRef | null {
  for (const reference of toList(metadata.ownerReferences, "metadata.ownerReferences")) {
    if (!isRaw(reference) || reference.controller !== true) continue;
    const apiVersion = toText(reference.apiVersion, "ownerReferences.apiVersion", CAPS.name);
    return {
      group: apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "",
      kind: toText(reference.kind, "ownerReferences.kind", CAPS.name),
      namespace,
      name: toText(reference.name, "ownerReferences.name", CAPS.name),
    };
  }
  return null;
}

/** A ReplicaSet of a Deployment is named after it and the hash that its pods carry as a label. */
function ownerOf(
  metadata: Raw,
  namespace: string,
  labels: Labels,
  intern: Interner,
): ObjectRef | null {
  const controller = controllerOf(metadata, namespace);
  if (controller === null) return null;

  const suffix = `-${labels["pod-template-hash"]}`;
  const ofDeployment =
    controller.kind === "ReplicaSet" &&
    controller.group === "apps" &&
    controller.name.length > suffix.length &&
    controller.name.endsWith(suffix);
  return intern.ref(
    ofDeployment
      ? { ...controller, kind: "Deployment", name: controller.name.slice(0, -suffix.length) }
      : controller,
  );
}

function phaseOf(phase: unknown): Pod["phase"] {
  switch (phase) {
    case "Pending":
    case "Running":
    case "Succeeded":
    case "Failed":
      return phase;
    default:
      return "Unknown";
  }
}

function isReady(status: Raw | null): boolean {
  return toList(status?.conditions, "status.conditions").some(
    (condition) => isRaw(condition) && condition.type === "Ready" && condition.status === "True",
  );
}

function toPodShape(metadata: Raw, labels: Labels, spec: Raw, ownerKind: string | null): PodShape {
  const annotations = toLabels(metadata.annotations, "metadata.annotations", keepsAnnotation);
  const containers = [
    ...toList(spec.initContainers, "spec.initContainers").map((each) => toContainer(each, true)),
    ...toList(spec.containers, "spec.containers").map((each) => toContainer(each, false)),
  ];

  return {
    labels,
    annotations,
    class: classify({ labels, annotations, containers, ownerKind }),
    serviceAccount:
      toTextOrNull(spec.serviceAccountName, "spec.serviceAccountName", CAPS.name) || "default",
    hostNetwork: spec.hostNetwork === true,
    nodeSelector: toLabels(spec.nodeSelector, "spec.nodeSelector"),
    priorityClass: toTextOrNull(spec.priorityClassName, "spec.priorityClassName", CAPS.name) ?? "",
    containers,
    ...toVolumes(spec.volumes),
  };
}

const RESTART_ALWAYS = "Always";

function toContainer(value: unknown, init: boolean): Container {
  const raw = toRaw(value, "spec.containers");
  const name = toText(raw.name, "spec.containers.name", CAPS.name);
  const resources = toRawOrNull(raw.resources, "spec.containers.resources");
  return {
    name,
    image: toTextOrNull(raw.image, "spec.containers.image") ?? "",
    init,
    restartAlways: init && raw.restartPolicy === RESTART_ALWAYS,
    args: name === "istio-proxy" ? toArgs(raw.args) : [],
    ports: toList(raw.ports, "spec.containers.ports").map(toPort),
    probes: toProbes(raw),
    env: mayReadAnyEnv(name) ? toEnv(name, raw.env) : NO_ENV,
    requests: toAmounts(resources?.requests),
    limits: toAmounts(resources?.limits),
  };
}

function toArgs(args: unknown): readonly string[] {
  return toList(args, "spec.containers.args")
    .slice(0, CAPS.entries)
    .map((each) => toText(each, "spec.containers.args"));
}

function toPort(value: unknown): ContainerPort {
  const raw = toRaw(value, "spec.containers.ports");
  const port = raw.containerPort;
  if (typeof port !== "number") {
    throw new ParseError("spec.containers.ports.containerPort is not a number.");
  }
  return {
    name: toTextOrNull(raw.name, "spec.containers.ports.name", CAPS.name),
    port,
    protocol: toTextOrNull(raw.protocol, "spec.containers.ports.protocol", CAPS.name) ?? "TCP",
  };
}

const PROBE_FIELDS = [
  ["liveness", "livenessProbe"],
  ["readiness", "readinessProbe"],
  ["startup", "startupProbe"],
] as const;

const PROBE_KINDS = ["httpGet", "tcpSocket", "grpc", "exec"] as const;

function toProbes(container: Raw): readonly Probe[] {
  const probes: Probe[] = [];
  for (const [use, field] of PROBE_FIELDS) {
    const probe = toRawOrNull(container[field], `spec.containers.${field}`);
    const kind = probe && PROBE_KINDS.find((each) => isRaw(probe[each]));
    if (!probe || !kind) continue;
    const port = toRaw(probe[kind], field).port;
    const known = typeof port === "string" || typeof port === "number";
    probes.push({ use, kind, port: known ? clean(String(port), CAPS.name) : null });
  }
  return probes;
}

const NO_ENV: Labels = toLabels(null, "");

/** Values that come from a Secret, a ConfigMap or a field are not in the object, so they are left out. */
function toEnv(container: string, env: unknown): Labels {
  const kept = emptyTexts();
  for (const each of toList(env, "spec.containers.env")) {
    if (!isRaw(each) || typeof each.name !== "string") continue;
    if (!mayReadEnv(container, each.name) || typeof each.value !== "string") continue;
    kept[each.name] = clean(each.value, CAPS.text);
  }
  return kept;
}

function toAmounts(resources: unknown): Container["requests"] {
  const raw = toRawOrNull(resources, "spec.containers.resources");
  return raw === null ? NO_AMOUNTS : { memory: toBytes(raw.memory), cpu: toMillicores(raw.cpu) };
}

const NO_AMOUNTS: Container["requests"] = { memory: null, cpu: null };

function toVolumes(volumes: unknown): Pick<PodShape, "csiDrivers" | "hostPaths"> {
  const csiDrivers: string[] = [];
  const hostPaths = emptyTexts();
  for (const each of toList(volumes, "spec.volumes")) {
    if (!isRaw(each)) continue;
    const { csi, hostPath, name } = each;
    if (isRaw(csi) && typeof csi.driver === "string") {
      csiDrivers.push(clean(csi.driver, CAPS.name));
    }
    if (isRaw(hostPath) && typeof hostPath.path === "string" && typeof name === "string") {
      hostPaths[clean(name, CAPS.name)] = clean(hostPath.path, CAPS.text);
    }
  }
  return { csiDrivers, hostPaths };
}
