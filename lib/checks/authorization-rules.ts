/** Rules of AuthorizationPolicies: written out again, compared, and moved from pod ports to Service ports. */
import type { AuthorizationRule, RuleFields, Service } from "../inventory/model.ts";

/** Named ports of the pods behind a Service. */
export type NamedPorts = readonly { readonly name: string | null; readonly port: number }[];

/** The rules as a manifest spells them. */
export function spelled(rules: readonly AuthorizationRule[]): Record<string, unknown>[] {
  return rules.map(({ from, to, when }) => ({
    ...(from.length > 0 && { from: from.map((source) => ({ source })) }),
    ...(to.length > 0 && { to: to.map((operation) => ({ operation })) }),
    ...(when.length > 0 && {
      when: when.map(({ key, values, notValues }) => ({
        key,
        ...(values.length > 0 && { values }),
        ...(notValues.length > 0 && { notValues }),
      })),
    }),
  }));
}

/** Equal for rules that mean the same: the order of rules, entries and values does not count. */
export function normalised(rules: readonly AuthorizationRule[]): string {
  return texts(
    rules.map(({ from, to, when }) =>
      JSON.stringify([
        texts(from.map(fieldsText)),
        texts(to.map(fieldsText)),
        texts(
          when.map(({ key, values, notValues }) =>
            JSON.stringify([key, texts(values), texts(notValues)]),
          ),
        ),
      ]),
    ),
  );
}

/**
 * A waypoint compares with the port of the Service, sidecars and ztunnel with the port of the pod. A port that the
 * Service does not lead to stays as it is. Source: istio/istio pilot/pkg/networking/core/listener_waypoint.go.
 */
export function withServicePorts(
  rules: readonly AuthorizationRule[],
  service: Pick<Service, "ports">,
  named: NamedPorts,
): AuthorizationRule[] {
  const translate = (ports: readonly string[]) => [
    ...new Set(ports.flatMap((port) => servicePorts(port, service, named))),
  ];

  return rules.map(({ from, to, when }) => ({
    from,
    to: to.map((operation) =>
      Object.fromEntries(
        Object.entries(operation).map(([field, values]) => [
          field,
          PORT_FIELDS.has(field) ? translate(values) : values,
        ]),
      ),
    ),
    when: when.map((condition) =>
      condition.key === "destination.port"
        ? {
            ...condition,
            values: translate(condition.values),
            notValues: translate(condition.notValues),
          }
        : condition,
    ),
  }));
}

/** Whether anything would change with the ports of a Service. */
export function namesPorts(rules: readonly AuthorizationRule[]): boolean {
  return rules.some(
    ({ to, when }) =>
      to.some((operation) => Object.keys(operation).some((field) => PORT_FIELDS.has(field))) ||
      when.some(({ key }) => key === "destination.port"),
  );
}

/** Conditions whose meaning changes at a waypoint, so that a person has to look. */
export function byHand(rules: readonly AuthorizationRule[]): string[] {
  const notes: string[] = [];
  if (rules.some(({ when }) => when.some(({ key }) => key === "destination.ip"))) {
    notes.push(
      "The condition destination.ip means the address of the Service at a waypoint, not of the pod: rewrite it by hand.",
    );
  }
  if (
    rules.some(({ from }) =>
      from.some((source) => REMOTE.some((key) => Object.hasOwn(source, key))),
    )
  ) {
    notes.push(
      "remoteIpBlocks is judged by what the waypoint sees of X-Forwarded-For: check the trusted proxies in front of it.",
    );
  }
  return notes;
}

function servicePorts(
  port: string,
  { ports }: Pick<Service, "ports">,
  named: NamedPorts,
): readonly string[] {
  const leading = ports.filter(({ targetPort, port: own }) => {
    if (targetPort === port) return true;
    if (targetPort === "" || targetPort === "0") return String(own) === port;
    return named.some(({ name, port: number }) => name === targetPort && String(number) === port);
  });
  return leading.length === 0 ? [port] : leading.map((one) => String(one.port));
}

function fieldsText(fields: RuleFields): string {
  return texts(
    Object.entries(fields).map(([field, values]) => JSON.stringify([field, texts(values)])),
  );
}

function texts(list: readonly string[]): string {
  return JSON.stringify([...new Set(list)].sort());
}

const PORT_FIELDS = new Set(["ports", "notPorts"]);
const REMOTE = ["remoteIpBlocks", "notRemoteIpBlocks"];
