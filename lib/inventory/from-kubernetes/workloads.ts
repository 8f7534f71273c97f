/** Workloads: controllers with a pod template. What a template would start is judged even while nothing runs. */
import { z } from "zod";
import type { ObjectRef, Workload } from "../model.ts";
import { controllerOf, toTemplateShape } from "./pods.ts";
import {
  anything,
  isRaw,
  labelSelectorOrNull,
  maybe,
  parse,
  type Raw,
  text,
  toList,
  toMeta,
  toRaw,
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
  const spec = toRaw(object.spec, "spec");
  const status = readStatus(object);
  const amounts = readAmounts(resource.kind, parse(Spec, spec), status);

  const metadata = toRaw(object.metadata, "metadata");
  const owner = controllerOf(metadata, meta.ref.namespace ?? "default");
  if (owner !== null && isOwned(resource.kind, owner, amounts.desired)) {
    return { workload: null, owner };
  }

  const template = resource.kind === "CronJob" ? jobTemplate(spec) : spec.template;
  const { selector } = parse(Spec, spec);
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

const Count = maybe(z.number().int().nonnegative());
const Strategy = maybe(z.object({ type: maybe(text) }));

const Spec = z.object({
  replicas: Count,
  selector: labelSelectorOrNull,
  strategy: Strategy,
  updateStrategy: Strategy,
});

const Status = z.object({
  readyReplicas: Count,
  desiredNumberScheduled: Count,
  numberReady: Count,
  active: anything,
});

type Status = z.infer<typeof Status>;

/** null for a manifest that never met a cluster: kubectl and Git leave `status` out or empty. */
function readStatus(object: Raw): Status | null {
  const status = object.status;
  return isRaw(status) && Object.keys(status).length > 0 ? parse(Status, status) : null;
}

function readAmounts(kind: string, spec: z.infer<typeof Spec>, status: Status | null): Amounts {
  switch (kind) {
    case "DaemonSet": {
      const desired = status === null ? null : status.desiredNumberScheduled;
      return {
        desired,
        ready: status === null ? null : status.numberReady,
        updateStrategy: spec.updateStrategy?.type ?? "RollingUpdate",
        idle: desired === 0,
      };
    }
    case "Job":
      return { desired: null, ready: null, updateStrategy: "", idle: !isActive(status) };
    case "CronJob":
      return { desired: null, ready: null, updateStrategy: "", idle: !isActive(status) };
    default: {
      // Kubernetes defaults replicas to 1 and leaves counts of zero out of the status.
      const desired = spec.replicas ?? 1;
      const strategy = kind === "Deployment" ? spec.strategy : spec.updateStrategy;
      return {
        desired,
        ready: status === null ? null : (status.readyReplicas ?? 0),
        updateStrategy: strategy?.type ?? "RollingUpdate",
        idle: desired === 0,
      };
    }
  }
}

/** `status.active` is a number of pods on a Job, a list of Jobs on a CronJob. */
function isActive(status: Status | null): boolean {
  const active = status?.active;
  return typeof active === "number" ? active > 0 : toList(active, "status.active").length > 0;
}

function isOwned(kind: string, owner: ObjectRef, desired: number | null): boolean {
  if (kind === "ReplicaSet") return owner.kind === "Deployment" || desired === 0;
  return kind === "Job" && owner.kind === "CronJob";
}

function jobTemplate(spec: Raw): unknown {
  const template = toRaw(spec.jobTemplate, "spec.jobTemplate");
  return toRaw(template.spec, "spec.jobTemplate.spec").template;
}
