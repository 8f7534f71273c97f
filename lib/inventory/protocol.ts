import type { ServiceEntry, ServicePort } from "./model.ts";

/** "auto" is found out by a waypoint from the first bytes, so it may be HTTP; "udp" is never proxied. */
export type PortProtocol = "http" | "http2" | "grpc" | "tcp" | "auto" | "udp";

/** What a Service's port speaks. Source: istio/istio pkg/config/kube/conversion.go, ConvertProtocol. */
export function protocolOf({ port, name, protocol, appProtocol }: ServicePort): PortProtocol {
  if (protocol.toUpperCase() === "UDP" || protocol.toUpperCase() === "SCTP") return "udp";
  return named(appProtocol ?? name) ?? (WELL_KNOWN_TCP.has(port) ? "tcp" : "auto");
}

/** What a ServiceEntry's port speaks: there the field `protocol` names the application's protocol. */
export function entryProtocolOf(port: ServiceEntry["ports"][number]): PortProtocol {
  if (port.protocol.toUpperCase() === "UDP") return "udp";
  return named(port.protocol) ?? protocolOf(port);
}

export function isHttp(protocol: PortProtocol): boolean {
  return protocol === "http" || protocol === "http2" || protocol === "grpc";
}

function named(text: string): PortProtocol | null {
  const name = text.toLowerCase();
  const standard = KUBERNETES.get(name);
  if (standard !== undefined) return standard;
  if (name.startsWith("grpc-web")) return "grpc";

  const [prefix = ""] = name.split("-", 1);
  return NAMED.get(prefix) ?? null;
}

const WELL_KNOWN_TCP = new Set([25, 53, 3306, 27017]);

const KUBERNETES: ReadonlyMap<string, PortProtocol> = new Map([
  ["kubernetes.io/h2c", "http2"],
  ["kubernetes.io/ws", "http"],
  ["kubernetes.io/wss", "tcp"],
]);

const NAMED: ReadonlyMap<string, PortProtocol> = new Map([
  ["http", "http"],
  ["http_proxy", "http"],
  ["http2", "http2"],
  ["grpc", "grpc"],
  ["https", "tcp"],
  ["tls", "tcp"],
  ["tcp", "tcp"],
  ["mongo", "tcp"],
  ["redis", "tcp"],
  ["mysql", "tcp"],
  ["udp", "udp"],
]);
