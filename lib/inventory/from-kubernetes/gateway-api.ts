/** Gateway API kinds. Source: https://gateway-api.sigs.k8s.io/reference/spec/ */
import { z } from "zod";
import type { Gateway, GatewayClass, Route } from "../model.ts";
import { toBareMeta } from "./core.ts";
import {
  conditions,
  labelSelectorOrNull,
  labels,
  listOf,
  maybe,
  name,
  parse,
  text,
  textOr,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

const RawClass = z.object({ spec: z.object({ controllerName: textOr("") }) });

export function toGatewayClass(raw: unknown, resource: Resource): GatewayClass {
  const { spec } = parse(RawClass, raw);
  return { ...toBareMeta(raw, resource), controllerName: spec.controllerName };
}

const Allowed = z.object({
  namespaces: maybe(
    z.object({
      from: maybe(z.enum(["Same", "All", "Selector", "None"])),
      selector: labelSelectorOrNull,
    }),
  ),
});

const RawGateway = z.object({
  spec: z.object({
    gatewayClassName: textOr(""),
    listeners: listOf(
      z.object({
        name: textOr(""),
        port: z.number(),
        protocol: textOr(""),
        allowedRoutes: maybe(Allowed),
        tls: maybe(z.object({ options: labels })),
      }),
    ),
  }),
  status: maybe(z.object({ addresses: listOf(z.object({ value: textOr("") })), conditions })),
});

export function toGateway(raw: unknown, resource: Resource): Gateway {
  const { spec, status } = parse(RawGateway, raw);
  return {
    ...toBareMeta(raw, resource),
    className: spec.gatewayClassName,
    listeners: spec.listeners.map(({ allowedRoutes, tls, ...listener }) => ({
      ...listener,
      allowedFrom: allowedRoutes?.namespaces?.from ?? "Same",
      allowedSelector: allowedRoutes?.namespaces?.selector ?? null,
      tlsOptions: tls?.options ?? {},
    })),
    addresses: (status?.addresses ?? []).map(({ value }) => value).filter(Boolean),
    conditions: status?.conditions ?? [],
  };
}

const RawRoute = z.object({
  spec: z.object({
    parentRefs: listOf(
      z.object({
        group: textOr("gateway.networking.k8s.io"),
        kind: textOr("Gateway"),
        name,
        namespace: maybe(name),
      }),
    ),
    hostnames: listOf(text),
    rules: listOf(
      z.object({
        backendRefs: listOf(z.object({ kind: textOr("Service"), name, namespace: maybe(name) })),
      }),
    ),
  }),
});

export function toRoute(raw: unknown, resource: Resource): Route {
  const { spec } = parse(RawRoute, raw);
  return {
    ...toBareMeta(raw, resource),
    parents: spec.parentRefs,
    hostnames: spec.hostnames,
    backends: spec.rules.flatMap(({ backendRefs }) => backendRefs),
    rules: spec.rules.length,
  };
}
