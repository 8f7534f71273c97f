/**
 * Objects that somebody looks for, told while they arrive whole: afterwards only records of them are left. Whoever
 * looks says which of its rules an object satisfies; here the answers are counted.
 */
import type { ObjectRef, Witnessed } from "../model.ts";
import { isRaw } from "./raw.ts";
import type { Resource } from "./resources.ts";
import { identity } from "./stock.ts";

/** Rules of somebody else, asked of every object that arrives. */
export interface Witnesses {
  /** Names of all rules. */
  readonly rules: readonly string[];
  /** Names of the rules that an object satisfies. Never throws; it must not hold on to the object. */
  see(resource: Resource, raw: unknown): readonly string[];
}

/** What was seen among the objects of one resource. */
export interface WitnessLog {
  /** @param record what was made of the object, null when nothing was. Gives what is now remembered of it, or null. */
  see(raw: unknown, record: unknown): ObjectRef | null;
  groups(): readonly Witnessed[];
}

/** Most objects that are named of those which satisfy the same rules in one namespace. */
const NAMED = 50;

export function createWitnessLog(witnesses: Witnesses, resource: Resource): WitnessLog {
  const seen = new Map<string, { ref: ObjectRef; rules: readonly string[] }>();
  const shapes = new WeakSet<object>();
  const toPod = resource.slice === "pods" ? ownedPod : () => null;

  return {
    see(raw, record) {
      const pod = toPod(record);
      if (pod) {
        // Pods of one template satisfy the same rules, so only the first of them is asked.
        if (shapes.has(pod.shape)) return null;
        shapes.add(pod.shape);
      }
      const known = pod?.owner ?? identity(raw, resource);
      if (known === null) return null;

      const key = `${known.kind}/${known.namespace}/${known.name}`;
      const rules = witnesses.see(resource, raw);
      const before = seen.get(key);
      if (rules.length === 0) {
        if (!pod) seen.delete(key);
        return null;
      }
      seen.set(key, {
        ref: known,
        rules: pod && before ? [...new Set([...before.rules, ...rules])] : rules,
      });
      return before ? null : known;
    },
    groups() {
      const groups = new Map<string, Witnessed & { objects: ObjectRef[]; count: number }>();
      for (const { ref, rules } of seen.values()) {
        const namespace = ref.kind === "Namespace" && ref.group === "" ? ref.name : ref.namespace;
        const key = JSON.stringify([namespace, rules]);
        const group = groups.get(key) ?? {
          resource: resource.resource,
          namespace,
          rules,
          objects: [],
          count: 0,
        };
        groups.set(key, group);
        group.count += 1;
        if (group.objects.length < NAMED) group.objects.push(ref);
      }
      return [...groups.values()];
    },
  };
}

/** A pod that a controller made; pods of nobody may share a shape across namespaces. */
function ownedPod(record: unknown): { readonly shape: object; readonly owner: ObjectRef } | null {
  if (!isRaw(record)) return null;
  const { shape, owner } = record;
  return isRaw(shape) && isRef(owner) ? { shape, owner } : null;
}

function isRef(value: unknown): value is ObjectRef {
  return isRaw(value) && typeof value.kind === "string" && typeof value.name === "string";
}
