/** Istio's traffic kinds. Source: https://istio.io/latest/docs/reference/config/networking/ */
import { z } from "zod";
import type {
  DestinationRule,
  IstioGateway,
  ServiceEntry,
  VirtualService,
  VirtualServiceRoute,
  WorkloadEntry,
  WorkloadGroup,
} from "../model.ts";
import { toBareMeta } from "./core.ts";
import {
  anything,
  clean,
  conditions,
  intOrText,
  isRaw,
  labels,
  listOf,
  maybe,
  name,
  parse,
  type Raw,
  text,
  textOr,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

// ---------------------------------------------------------------- VirtualService

const Destination = z.object({
  host: text,
  subset: maybe(name),
  port: maybe(z.object({ number: maybe(z.number()) })),
});

const Weighted = z.looseObject({
  destination: maybe(Destination),
  weight: maybe(z.number()),
});

const Match = z.looseObject({ gateways: listOf(text), sniHosts: listOf(text) });

const Entry = z.looseObject({ route: listOf(Weighted), match: listOf(Match) });

const RawVirtualService = z.object({
  spec: maybe(
    z.object({
      hosts: listOf(text),
      gateways: listOf(text),
      exportTo: listOf(name),
      http: listOf(Entry),
      tcp: listOf(Entry),
      tls: listOf(Entry),
    }),
  ),
});

export function toVirtualService(raw: unknown, resource: Resource): VirtualService {
  const { spec } = parse(RawVirtualService, raw);
  const gateways = spec?.gateways ?? [];
  return {
    ...toBareMeta(raw, resource),
    hosts: spec?.hosts ?? [],
    gateways: gateways.length === 0 ? ["mesh"] : gateways,
    exportTo: spec?.exportTo ?? [],
    routes: [
      ...(spec?.http ?? []).map((entry) => toRoute("http", entry)),
      ...(spec?.tcp ?? []).map((entry) => toRoute("tcp", entry)),
      ...(spec?.tls ?? []).map((entry) => toRoute("tls", entry)),
    ],
  };
}

function toRoute(
  protocol: VirtualServiceRoute["protocol"],
  entry: z.infer<typeof Entry>,
): VirtualServiceRoute {
  return {
    protocol,
    features: featuresOf(entry),
    destinations: entry.route.flatMap(({ destination, weight }) =>
      destination
        ? [
            {
              host: destination.host,
              subset: destination.subset,
              port: destination.port?.number ?? null,
              weight,
            },
          ]
        : [],
    ),
    sniHosts: entry.match.flatMap(({ sniHosts }) => sniHosts),
    gateways: [...new Set(entry.match.flatMap(({ gateways }) => gateways))],
  };
}

/** Fields that say nothing about what a route does. */
const PLAIN: ReadonlySet<string> = new Set(["route", "match", "name"]);
const PLAIN_MATCH: ReadonlySet<string> = new Set(["gateways", "sniHosts", "name", "statPrefix"]);
/** Newer and older spellings of one feature. */
const SAME: Readonly<Record<string, string>> = {
  mirrors: "mirror",
  mirrorPercentage: "mirror",
  mirrorPercent: "mirror",
  mirror_percent: "mirror",
};

function featuresOf(entry: z.infer<typeof Entry>): readonly string[] {
  const found = new Set<string>();
  for (const match of entry.match) {
    for (const key of presentKeys(match)) if (!PLAIN_MATCH.has(key)) found.add(`match.${key}`);
  }
  for (const key of presentKeys(entry)) {
    if (PLAIN.has(key)) continue;
    if (key !== "fault") found.add(Object.hasOwn(SAME, key) ? (SAME[key] ?? key) : key);
  }
  const { fault, rewrite } = entry;
  if (isRaw(fault)) for (const key of presentKeys(fault)) found.add(`fault.${key}`);
  if (isRaw(rewrite) && rewrite.uriRegexRewrite) found.add("rewrite.uriRegexRewrite");
  if (entry.route.some(({ headers }) => isPresent(headers))) found.add("route.headers");
  return [...found];
}

function presentKeys(value: Raw): readonly string[] {
  return Object.keys(value)
    .filter((key) => isPresent(value[key]))
    .slice(0, 100)
    .map((key) => clean(key, 80));
}

/** Kubernetes keeps empty lists and maps that mean the same as leaving the field out. */
function isPresent(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  return Array.isArray(value) ? value.length > 0 : true;
}

// ---------------------------------------------------------------- DestinationRule

const Policy = maybe(z.looseObject({ tls: maybe(z.object({ mode: maybe(name) })) }));

const PortLevel = z.object({
  portLevelSettings: listOf(z.object({ tls: maybe(z.object({ mode: maybe(name) })) })),
});

const RawDestinationRule = z.object({
  spec: maybe(
    z.object({
      host: textOr(""),
      trafficPolicy: Policy,
      subsets: listOf(z.object({ name, labels, trafficPolicy: Policy })),
      workloadSelector: anything,
    }),
  ),
});

export function toDestinationRule(raw: unknown, resource: Resource): DestinationRule {
  const { spec } = parse(RawDestinationRule, raw);
  const subsets = spec?.subsets ?? [];
  const policies = [spec?.trafficPolicy ?? null, ...subsets.map((each) => each.trafficPolicy)];
  return {
    ...toBareMeta(raw, resource),
    host: spec?.host ?? "",
    trafficPolicy: spec?.trafficPolicy ? presentKeys(spec.trafficPolicy) : [],
    tlsModes: [...new Set(policies.flatMap(tlsModesOf))],
    subsets: subsets.map(({ trafficPolicy, ...subset }) => ({
      ...subset,
      trafficPolicy: trafficPolicy ? presentKeys(trafficPolicy) : [],
    })),
    workloadSelector: isPresent(spec?.workloadSelector),
  };
}

function tlsModesOf(policy: z.infer<typeof Policy>): readonly string[] {
  if (policy === null) return [];
  const { portLevelSettings } = parse(PortLevel, policy);
  return [policy, ...portLevelSettings].flatMap(({ tls }) => (tls?.mode ? [tls.mode] : []));
}

// ---------------------------------------------------------------- the other kinds

const RawServiceEntry = z.object({
  spec: maybe(
    z.object({
      hosts: listOf(text),
      location: textOr("MESH_EXTERNAL"),
      resolution: textOr("NONE"),
      addresses: listOf(text),
      exportTo: listOf(name),
      ports: listOf(
        z.object({
          number: z.number(),
          name: textOr(""),
          protocol: textOr("TCP"),
          targetPort: maybe(intOrText),
        }),
      ),
      workloadSelector: maybe(z.object({ labels })),
    }),
  ),
  status: maybe(z.object({ conditions })),
});

export function toServiceEntry(raw: unknown, resource: Resource): ServiceEntry {
  const { spec, status } = parse(RawServiceEntry, raw);
  return {
    ...toBareMeta(raw, resource),
    hosts: spec?.hosts ?? [],
    location: spec?.location ?? "MESH_EXTERNAL",
    resolution: spec?.resolution ?? "NONE",
    ports: (spec?.ports ?? []).map(({ number, name, protocol, targetPort }) => ({
      name,
      port: number,
      targetPort: targetPort ?? String(number),
      protocol,
      appProtocol: null,
    })),
    addresses: spec?.addresses ?? [],
    exportTo: spec?.exportTo ?? [],
    workloadSelector: spec?.workloadSelector?.labels ?? null,
    conditions: status?.conditions ?? [],
  };
}

const RawGateway = z.object({
  spec: maybe(
    z.object({
      selector: labels,
      servers: listOf(
        z.object({
          hosts: listOf(text),
          port: maybe(z.object({ number: maybe(z.number()), protocol: textOr("") })),
          tls: maybe(z.object({ mode: maybe(name) })),
        }),
      ),
    }),
  ),
});

export function toIstioGateway(raw: unknown, resource: Resource): IstioGateway {
  const { spec } = parse(RawGateway, raw);
  return {
    ...toBareMeta(raw, resource),
    selector: spec?.selector ?? {},
    servers: (spec?.servers ?? []).map(({ hosts, port, tls }) => ({
      hosts,
      port: port?.number ?? 0,
      protocol: port?.protocol ?? "",
      tlsMode: tls?.mode ?? null,
    })),
  };
}

const RawWorkloadEntry = z.object({
  spec: maybe(z.object({ address: textOr(""), serviceAccount: maybe(name), labels })),
});

export function toWorkloadEntry(raw: unknown, resource: Resource): WorkloadEntry {
  const { spec } = parse(RawWorkloadEntry, raw);
  return {
    ...toBareMeta(raw, resource),
    address: spec?.address ?? "",
    serviceAccount: spec?.serviceAccount ?? null,
    workloadLabels: spec?.labels ?? {},
  };
}

const RawWorkloadGroup = z.object({
  spec: maybe(
    z.object({
      metadata: maybe(z.object({ labels })),
      template: maybe(z.object({ serviceAccount: maybe(name), labels })),
    }),
  ),
});

export function toWorkloadGroup(raw: unknown, resource: Resource): WorkloadGroup {
  const { spec } = parse(RawWorkloadGroup, raw);
  return {
    ...toBareMeta(raw, resource),
    workloadLabels: { ...spec?.template?.labels, ...spec?.metadata?.labels },
    serviceAccount: spec?.template?.serviceAccount ?? null,
  };
}
