import type { ObjectRef } from "../../inventory/model.ts";
import { line } from "../text.ts";
import { toYaml } from "./yaml.ts";

/**
 * One argument for a POSIX shell. Names come from strangers: everything that is not plainly a name is quoted, and
 * control characters, which could end a paste or drive a terminal, become "?": such a name exists in no cluster.
 */
export function quoted(argument: string): string {
  const printable = line(argument);
  return PLAIN.test(printable) ? printable : `'${printable.replaceAll("'", `'\\''`)}'`;
}

/** A command from parts; each part is quoted on its own. */
export function command(...parts: readonly string[]): string {
  return parts.map(quoted).join(" ");
}

/** Commands to run one after the other. */
export function commands(...lines: readonly string[]): string {
  return lines.join("\n");
}

/** `kubectl` with the namespace of the object and the object as `kind/name`, which no name can turn into an option. */
export function kubectl(verb: readonly string[], object: ObjectRef, ...rest: readonly string[]) {
  const place = object.namespace === null ? [] : [`--namespace=${object.namespace}`];
  return command("kubectl", ...place, ...verb, resourceName(object), ...rest);
}

/** An object ready to apply. Values are quoted where YAML would read them as something else. */
export function manifest(object: Readonly<Record<string, unknown>>): string {
  return toYaml(object);
}

/** Groups whose kinds share a name with another group need theirs spelled out. */
function resourceName({ group, kind, name }: ObjectRef): string {
  const resource = kind.toLowerCase();
  return group.includes(".") ? `${resource}.${group}/${name}` : `${resource}/${name}`;
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
