/** Kinds of Kubernetes itself, workloads and pods apart. */
import { z } from "zod";
import type {
  ConfigMap,
  CustomResourceDefinition,
  EndpointSlice,
  Ingress,
  Meta,
  Namespace,
  Node,
  ResourceQuota,
  Service,
  ServicePort,
  WebhookConfiguration,
} from "../model.ts";
import { toBytes, toMillicores } from "./quantity.ts";
import {
  anything,
  CAPS,
  conditions,
  labelSelector,
  listOf,
  maybe,
  name,
  ParseError,
  parse,
  text,
  textOr,
  toLabels,
  toList,
  toMeta,
  toRaw,
  toRawOrNull,
  toText,
  toTextOrNull,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

/** Metadata alone, for kinds of which only existence and labels count. */
export function toBareMeta(raw: unknown, resource: Resource): Meta {
  const { deleting: _, ...meta } = toMeta(raw, resource);
  return meta;
}

export function toNamespace(raw: unknown, resource: Resource): Namespace {
  return toMeta(raw, resource);
}

const RawNode = z.object({
  spec: maybe(
    z.object({
      providerID: textOr(""),
      unschedulable: maybe(z.boolean()),
      taints: listOf(z.object({ key: name, value: textOr(""), effect: textOr("") })),
    }),
  ),
  status: maybe(
    z.object({
      nodeInfo: maybe(
        z.object({
          operatingSystem: textOr(""),
          architecture: textOr(""),
          kernelVersion: textOr(""),
          osImage: textOr(""),
          kubeletVersion: textOr(""),
        }),
      ),
      allocatable: maybe(z.object({ memory: anything, cpu: anything })),
    }),
  ),
});

export function toNode(raw: unknown, resource: Resource): Node {
  const { spec, status } = parse(RawNode, raw);
  const info = status?.nodeInfo;
  return {
    ...toBareMeta(raw, resource),
    providerId: spec?.providerID ?? "",
    unschedulable: spec?.unschedulable === true,
    taints: (spec?.taints ?? []).map(({ key, value, effect }) => `${key}=${value}:${effect}`),
    os: info?.operatingSystem ?? "",
    architecture: info?.architecture ?? "",
    kernelVersion: info?.kernelVersion ?? "",
    osImage: info?.osImage ?? "",
    kubeletVersion: info?.kubeletVersion ?? "",
    allocatable: {
      memory: toBytes(status?.allocatable?.memory),
      cpu: toMillicores(status?.allocatable?.cpu),
    },
  };
}

/** Read by hand, like EndpointSlices: there are about as many of them as of workloads. */
export function toService(raw: unknown, resource: Resource): Service {
  const meta = toBareMeta(raw, resource);
  const object = toRaw(raw, "The object");
  const spec = toRawOrNull(object.spec, "spec") ?? {};
  const status = toRawOrNull(object.status, "status");
  const hasConditions = toList(status?.conditions, "status.conditions").length > 0;
  return {
    ...meta,
    type: toTextOrNull(spec.type, "spec.type") ?? "ClusterIP",
    headless: toTextOrNull(spec.clusterIP, "spec.clusterIP") === "None",
    selector: toLabels(spec.selector, "spec.selector"),
    ports: toList(spec.ports, "spec.ports").map(toServicePort),
    ipFamilies: toList(spec.ipFamilies, "spec.ipFamilies").map((each) =>
      toText(each, "spec.ipFamilies", CAPS.name),
    ),
    externalName: toTextOrNull(spec.externalName, "spec.externalName", CAPS.name),
    conditions: hasConditions ? parse(WithConditions, raw).status.conditions : [],
  };
}

const WithConditions = z.object({ status: z.object({ conditions }) });

function toServicePort(value: unknown): ServicePort {
  const raw = toRaw(value, "spec.ports");
  const { port, targetPort } = raw;
  if (typeof port !== "number" || !Number.isFinite(port))
    throw new ParseError("spec.ports.port is not a number.");
  return {
    name: toTextOrNull(raw.name, "spec.ports.name") ?? "",
    port,
    targetPort:
      typeof targetPort === "number"
        ? String(targetPort)
        : (toTextOrNull(targetPort, "spec.ports.targetPort", CAPS.name) ?? String(port)),
    protocol: toTextOrNull(raw.protocol, "spec.ports.protocol") ?? "TCP",
    appProtocol: toTextOrNull(raw.appProtocol, "spec.ports.appProtocol", CAPS.name),
  };
}

export function toEndpointSlice(raw: unknown, resource: Resource): EndpointSlice {
  const meta = toBareMeta(raw, resource);
  const endpoints = toList(toRaw(raw, "The object").endpoints, "endpoints");
  return {
    ...meta,
    service: meta.labels["kubernetes.io/service-name"] ?? null,
    pods: endpoints.flatMap((endpoint) => {
      const target = toRawOrNull(toRaw(endpoint, "endpoints").targetRef, "endpoints.targetRef");
      const kind = toTextOrNull(target?.kind, "endpoints.targetRef.kind");
      const name = toTextOrNull(target?.name, "endpoints.targetRef.name") ?? "";
      return kind === "Pod" ? [name] : [];
    }),
  };
}

/**
 * Istio's and Cilium's own settings; null for every other ConfigMap, and every other key, whose text is not looked at.
 */
export function toConfigMap(raw: unknown, resource: Resource): ConfigMap | null {
  const meta = toBareMeta(raw, resource);
  const known = OWN_CONFIG_MAPS.find(({ named }) => named.test(meta.ref.name));
  if (!known) return null;

  const { data } = toRaw(raw, "The object");
  const kept = toLabels(data, "data", (key) => known.keys?.has(key) !== false, CAPS.document);
  const isKnown = !known.needsKey || Object.keys(kept).length > 0;
  return isKnown ? { ...meta, data: kept } : null;
}

/** Names, the keys that may be read (null: all of them), and whether the name alone is too common to be sure. */
const OWN_CONFIG_MAPS: readonly {
  readonly named: RegExp;
  readonly keys: ReadonlySet<string> | null;
  readonly needsKey: boolean;
}[] = [
  { named: /^istio-cni-config$/, keys: null, needsKey: false },
  { named: /^cilium-config$/, keys: null, needsKey: false },
  { named: /^istio-ca-root-cert$/, keys: new Set(), needsKey: false },
  { named: /^istio-sidecar-injector/, keys: new Set(["config", "values"]), needsKey: false },
  { named: /^istio$/, keys: new Set(["mesh", "meshNetworks"]), needsKey: false },
  { named: /^istio-/, keys: new Set(["mesh", "meshNetworks"]), needsKey: true },
  { named: /^values(?:-|$)/, keys: new Set(["merged-values"]), needsKey: true },
];

const RawQuota = z.object({
  spec: maybe(
    z.object({
      scopeSelector: maybe(
        z.object({
          matchExpressions: listOf(
            z.object({ scopeName: textOr(""), operator: textOr(""), values: listOf(name) }),
          ),
        }),
      ),
    }),
  ),
});

export function toResourceQuota(raw: unknown, resource: Resource): ResourceQuota {
  const { spec } = parse(RawQuota, raw);
  const expressions = spec?.scopeSelector?.matchExpressions ?? [];
  return {
    ...toBareMeta(raw, resource),
    priorityClasses: expressions.flatMap(({ scopeName, operator, values }) =>
      scopeName === "PriorityClass" && operator === "In" ? values : [],
    ),
  };
}

const Backend = z.object({
  service: maybe(
    z.object({
      name,
      port: maybe(z.object({ name: maybe(name), number: maybe(z.number()) })),
    }),
  ),
});

const RawIngress = z.object({
  spec: maybe(
    z.object({
      defaultBackend: maybe(Backend),
      rules: listOf(
        z.object({ http: maybe(z.object({ paths: listOf(z.object({ backend: Backend })) })) }),
      ),
    }),
  ),
});

export function toIngress(raw: unknown, resource: Resource): Ingress {
  const { spec } = parse(RawIngress, raw);
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  const backends = paths.map(({ backend }) => backend);
  if (spec?.defaultBackend) backends.unshift(spec.defaultBackend);
  return {
    ...toBareMeta(raw, resource),
    backends: backends.flatMap(({ service }) =>
      service
        ? [
            {
              service: service.name,
              port: service.port?.name ?? String(service.port?.number ?? ""),
            },
          ]
        : [],
    ),
  };
}

const RawWebhooks = z.object({
  webhooks: listOf(
    z.object({
      name,
      namespaceSelector: labelSelector,
      objectSelector: labelSelector,
      clientConfig: maybe(
        z.object({
          url: maybe(text),
          service: maybe(z.object({ namespace: name, name })),
        }),
      ),
    }),
  ),
});

export function toWebhooks(raw: unknown, resource: Resource): WebhookConfiguration {
  const { webhooks } = parse(RawWebhooks, raw);
  return {
    ...toBareMeta(raw, resource),
    webhooks: webhooks.map(({ clientConfig, ...webhook }) => ({
      ...webhook,
      external: clientConfig !== null && clientConfig.url !== null,
      service: clientConfig?.service ?? null,
    })),
  };
}

const RawDefinition = z.object({
  spec: z.object({
    group: name,
    names: z.object({ kind: name, plural: name }),
    versions: listOf(z.object({ name, served: maybe(z.boolean()) })),
  }),
});

export function toDefinition(raw: unknown, resource: Resource): CustomResourceDefinition {
  const { spec } = parse(RawDefinition, raw);
  return {
    ...toBareMeta(raw, resource),
    group: spec.group,
    kind: spec.names.kind,
    plural: spec.names.plural,
    served: spec.versions.flatMap(({ name, served }) => (served === true ? [name] : [])),
  };
}

/** A Secret that joins a remote cluster, by its metadata; null for every other Secret. */
export function toRemoteSecret(raw: unknown, resource: Resource): Meta | null {
  const metadata = toRawOrNull(toRaw(raw, "The object").metadata, "metadata");
  const wanted = resource.labelSelector;
  const carried = toLabels(metadata?.labels, "metadata.labels");
  if (wanted && carried[wanted.key] !== wanted.value) return null;
  return toBareMeta(raw, resource);
}
