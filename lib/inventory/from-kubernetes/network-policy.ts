/** Kubernetes NetworkPolicy. Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import { z } from "zod";
import type { NetworkPolicy } from "../model.ts";
import { toBareMeta } from "./core.ts";
import {
  intOrText,
  labelSelector,
  labelSelectorOrNull,
  listOf,
  maybe,
  name,
  parse,
  textOr,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

const Peer = z.object({
  podSelector: labelSelectorOrNull,
  namespaceSelector: labelSelectorOrNull,
  ipBlock: maybe(z.object({ cidr: name, except: listOf(name) })),
});

const Port = z.object({
  protocol: textOr("TCP"),
  port: maybe(intOrText),
  endPort: maybe(z.number()),
});

const RawPolicy = z.object({
  spec: z.object({
    podSelector: labelSelector,
    policyTypes: maybe(z.array(z.enum(["Ingress", "Egress"]))),
    ingress: listOf(z.object({ from: listOf(Peer), ports: listOf(Port) })),
    egress: listOf(z.object({ to: listOf(Peer), ports: listOf(Port) })),
  }),
});

export function toNetworkPolicy(raw: unknown, resource: Resource): NetworkPolicy {
  const { spec } = parse(RawPolicy, raw);
  return {
    ...toBareMeta(raw, resource),
    podSelector: spec.podSelector,
    policyTypes: spec.policyTypes,
    ingress: spec.ingress.map(({ from, ports }) => ({ peers: from, ports })),
    egress: spec.egress.map(({ to, ports }) => ({ peers: to, ports })),
  };
}
