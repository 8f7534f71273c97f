/**
 * Objects of platforms, of which checks read a few fields: each as text under its path. Lists and maps are kept as
 * JSON.
 */
import { z } from "zod";
import type { Labels, PlatformObject } from "../model.ts";
import { toBareMeta } from "./core.ts";
import {
  anything,
  CAPS,
  clean,
  isRaw,
  listOf,
  maybe,
  ParseError,
  parse,
  text,
  toRaw,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Istio: [
    "spec.version",
    "spec.profile",
    "spec.namespace",
    "spec.values.profile",
    "spec.values.global.platform",
    "status.state",
  ],
  IstioRevision: [
    "spec.version",
    "spec.namespace",
    "spec.values.profile",
    "spec.values.global.platform",
    "status.state",
  ],
  IstioRevisionTag: ["spec.targetRef.kind", "spec.targetRef.name", "status.istioRevision"],
  IstioCNI: [
    "spec.version",
    "spec.profile",
    "spec.namespace",
    "spec.values.global.platform",
    "status.state",
  ],
  ZTunnel: [
    "spec.version",
    "spec.profile",
    "spec.namespace",
    "spec.values.global.platform",
    "status.state",
  ],
  FelixConfiguration: [
    "spec.bpfEnabled",
    "spec.bpfConnectTimeLoadBalancing",
    "spec.bpfConnectTimeLoadBalancingEnabled",
  ],
  ClusterVersion: ["status.desired.version"],
  Network: [
    "spec.defaultNetwork.type",
    "spec.defaultNetwork.ovnKubernetesConfig.gatewayConfig.routingViaHost",
  ],
  SecurityGroupPolicy: ["spec.podSelector", "spec.serviceAccountSelector"],
};

export function toPlatformObject(raw: unknown, resource: Resource): PlatformObject {
  const fields: Record<string, string> = Object.create(null);
  for (const path of FIELDS[resource.kind] ?? []) {
    const value = valueAt(raw, path);
    if (value !== undefined && value !== null) fields[path] = asText(value, path);
  }
  return { ...toBareMeta(raw, resource), fields };
}

function valueAt(raw: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (isRaw(value) ? value[key] : undefined), raw);
}

const LONGEST_JSON = 4096;

function asText(value: unknown, path: string): string {
  if (typeof value !== "object") return clean(String(value), CAPS.text);
  const json = toJson(value, path);
  if (json.length > LONGEST_JSON) throw new ParseError(`${path} is longer than 4 KB.`);
  return clean(json, LONGEST_JSON);
}

/** A value nested thousands deep exhausts the stack of JSON.stringify. */
function toJson(value: unknown, path: string): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new ParseError(`${path} is nested too deeply.`, { cause: error });
  }
}

const Rules = maybe(
  z.object({
    enableDefaultDeny: maybe(z.object({ ingress: maybe(z.boolean()), egress: maybe(z.boolean()) })),
    ingressDeny: listOf(anything),
    egressDeny: listOf(anything),
    ingress: listOf(
      z.object({ fromCIDR: listOf(text), fromCIDRSet: listOf(z.object({ cidr: maybe(text) })) }),
    ),
  }),
);

const RawCilium = z.object({ spec: Rules, specs: listOf(Rules) });

/**
 * A Cilium policy: that it exists, under `spec.ingress.fromCIDR` the address ranges that it admits, joined by spaces, and
 * `spec.enableDefaultDeny` "false" when it only ever admits.
 */
export function toCiliumPolicy(raw: unknown, resource: Resource): PlatformObject {
  const { spec, specs } = parse(RawCilium, toRaw(raw, "The object"));
  const ranges = [spec, ...specs].flatMap((rules) =>
    (rules?.ingress ?? []).flatMap(({ fromCIDR, fromCIDRSet }) => [
      ...fromCIDR,
      ...fromCIDRSet.flatMap(({ cidr }) => (cidr === null ? [] : [cidr])),
    ]),
  );
  const fields: Labels = {
    ...(ranges.length > 0 && { "spec.ingress.fromCIDR": clean(ranges.join(" "), LONGEST_JSON) }),
    ...([spec, ...specs].every(onlyAdmits) && { "spec.enableDefaultDeny": "false" }),
  };
  return { ...toBareMeta(raw, resource), fields };
}

/** https://docs.cilium.io/en/stable/security/policy/intro/#policy-enforcement-default */
function onlyAdmits(rules: z.infer<typeof Rules>): boolean {
  if (rules === null) return true;
  const { enableDefaultDeny, ingressDeny, egressDeny } = rules;
  return (
    enableDefaultDeny?.ingress === false &&
    enableDefaultDeny.egress === false &&
    ingressDeny.length + egressDeny.length === 0
  );
}
