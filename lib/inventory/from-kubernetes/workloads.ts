/** Workloads: controllers with a pod template. What a template would start is judged even while nothing runs. */
import type { ObjectRef, Workload } from "../model.ts";
import { controllerOf, toTemplateShape } from "./pods.ts";
import {
  isRaw,
  ParseError,
  type Raw,
  toList,
  toMeta,
  toRaw,
  toRawOrNull,
  toSelectorOrNull,
  toTextOrNull,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

/** A workload, or the mark that it belongs to another one whose template speaks for it. */
export type WorkloadOrOwned =
  | { readonly workload: Workload; readonly owner: null }
  | { readonly workload: null; readonly owner: ObjectRef };

/**
 * A ReplicaSet of a Deployment and a Job of a CronJob are owned: their owner's template speaks for them, and so are
 * emptied ReplicaSets that a rollout of any controller left behind.
 * @throws ParseError
 */
export function toWorkload(raw: unknown, resource: Resource): WorkloadOrOwned {
  const object = toRaw(raw, "The object");
  const { deleting: _, ...meta } = toMeta(object, resource);
  const metadata = toRaw(object.metadata, "metadata");
  const owner = controllerOf(metadata, meta.ref.namespace ?? "default");
  if (owner !== null && isOwned(resource.kind, owner)) return { workload: null, owner };

  const spec = toRaw(object.spec, "spec");
  const amounts = readAmounts(resource.kind, spec, readStatus(object));
  const selector = toSelectorOrNull(spec.selector, "spec.selector");
  const isEmptied = resource.kind === "ReplicaSet" && amounts.desired === 0;
  if (owner !== null && isEmptied) return { workload: null, owner };

  const template = resource.kind === "CronJob" ? jobTemplate(spec) : spec.template;
  const hasSelector = resource.kind !== "Job" && resource.kind !== "CronJob";
  return {
    owner: null,
    workload: {
      ...meta,
      shape: toTemplateShape(template, resource.kind),
      selector: hasSelector ? selector : null,
      ...amounts,
    },
  };
}

type Amounts = Pick<Workload, "desired" | "ready" | "updateStrategy" | "idle">;

/** null for a manifest that never met a cluster: kubectl and Git leave `status` out or empty. */
function readStatus(object: Raw): Raw | null {
  const { status } = object;
  return isRaw(status) && Object.keys(status).length > 0 ? status : null;
}

function readAmounts(kind: string, spec: Raw, status: Raw | null): Amounts {
  const replicas = toCount(spec.replicas, "spec.replicas");
  switch (kind) {
    case "DaemonSet": {
      const desired = toCount(status?.desiredNumberScheduled, "status.desiredNumberScheduled");
      return {
        desired,
        ready: toCount(status?.numberReady, "status.numberReady"),
        updateStrategy: toStrategy(spec.updateStrategy, "spec.updateStrategy"),
        idle: desired === 0,
      };
    }
    case "Job":
      return { desired: null, ready: null, updateStrategy: "", idle: !isActive(status) };
    case "CronJob":
      return { desired: null, ready: null, updateStrategy: "", idle: !isActive(status) };
    default: {
      // Kubernetes defaults replicas to 1 and leaves counts of zero out of the status.
      const desired = replicas ?? 1;
      const field = kind === "Deployment" ? "strategy" : "updateStrategy";
      return {
        desired,
        ready:
          status === null ? null : (toCount(status.readyReplicas, "status.readyReplicas") ?? 0),
        updateStrategy: toStrategy(spec[field], `spec.${field}`),
        idle: desired === 0,
      };
    }
  }
}

/** @throws ParseError for what is no number of things. */
function toCount(value: unknown, path: string): number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ParseError(`${path} is not a count.`);
}

function toStrategy(value: unknown, path: string): string {
  return toTextOrNull(toRawOrNull(value, path)?.type, `${path}.type`) ?? "RollingUpdate";
}

/** `status.active` is a number of pods on a Job, a list of Jobs on a CronJob. */
function isActive(status: Raw | null): boolean {
  const active = status?.active;
  return typeof active === "number" ? active > 0 : toList(active, "status.active").length > 0;
}

function isOwned(kind: string, owner: ObjectRef): boolean {
  return (
    (kind === "ReplicaSet" && owner.kind === "Deployment") ||
    (kind === "Job" && owner.kind === "CronJob")
  );
}

function jobTemplate(spec: Raw): unknown {
  const template = toRaw(spec.jobTemplate, "spec.jobTemplate");
  return toRaw(template.spec, "spec.jobTemplate.spec").template;
}
