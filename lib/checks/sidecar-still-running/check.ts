import type { Candidate } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import type { ObjectRef, Pod } from "../../inventory/model.ts";
import { isSidecarClass } from "../../inventory/pods.ts";
import { refKey } from "../../inventory/refs.ts";
import { defineCheck, type Problem, type Remedy } from "../define.ts";
import { MOST_EVIDENCE } from "../policy-reach.ts";
import { command, commands, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted } from "../support/words.ts";

/** Pods of one owner in a place that asks for ambient and injects nobody. */
interface Owned {
  readonly owner: ObjectRef;
  readonly namespace: string;
  readonly groups: readonly Candidate[];
}

export const sidecarStillRunning = defineCheck({
  id: "sidecar-still-running",
  title: "Pods selected for ambient run without a sidecar",
  finds: "Sidecars still run after injection has ended",
  group: "waypoints",
  severity: "warning",
  reads: ["candidates", "meshNamespaces", "pods"],
  consults: ["workloads"],
  sources: [SOURCES.migrateEnable, SOURCES.codeCniSelection, SOURCES.injection],

  subjects({ candidates, meshNamespaces }): readonly Owned[] {
    const ambient = new Set(meshNamespaces.flatMap(({ name, ambient: on }) => (on ? [name] : [])));
    const selected = candidates.filter(
      ({ source, namespace, shape, injection }) =>
        source === "pods" &&
        !injection.injected &&
        (ambient.has(namespace) || labelOf(shape.labels, "istio.io/dataplane-mode") === "ambient"),
    );
    const byOwner = Map.groupBy(selected, ({ owner }) => refKey(owner));
    return [...byOwner.values()].flatMap((groups) => {
      const [first] = groups;
      return first === undefined
        ? []
        : [{ owner: first.owner, namespace: first.namespace, groups }];
    });
  },

  inspect(owned, { pods, workloads }, { takenAt }) {
    const stuck = owned.groups.filter(isStuck);
    if (stuck.length === 0) return [];

    const stale = stuck.every((group) => group.class === "sidecar-stale");
    const template = workloads?.find(({ ref }) => refKey(ref) === refKey(owned.owner))?.shape;
    const written = !stale && template !== undefined && isSidecarClass(template.class);
    const names = stuck.flatMap((group) => group.pods);
    const rolling = !stale && !written && isRolling(owned, pods, takenAt);

    const problem: Problem = {
      severity: rolling ? "info" : "warning",
      ...(stale && { facet: "stale-annotation" }),
      ...(written && { facet: "sidecar-in-template" }),
      object: owned.owner,
      namespace: owned.namespace,
      problem: stale
        ? `${counted(names.length, "pod")} of ${owned.owner.name} ${names.length === 1 ? "carries" : "carry"} the mark of a sidecar that is not there.`
        : `${counted(names.length, "pod")} of ${owned.owner.name} still ${names.length === 1 ? "runs" : "run"} a sidecar${rolling ? ", and a rollout that replaces them is under way" : ""}.`,
      why: "Ambient is selected and injection is off, but istio-cni skips every pod that carries the annotation sidecar.istio.io/status. Such a pod joins only when it is made anew.",
      remedy: stale || written ? cleanTemplate(owned.owner, written) : restart(owned.owner, names),
      evidence: names.slice(0, MOST_EVIDENCE).map((name) => ({
        object: { group: "", kind: "Pod", namespace: owned.namespace, name },
        field: stale ? "metadata.annotations[sidecar.istio.io/status]" : "spec",
        value: stale ? "present" : "container istio-proxy",
      })),
    };
    return [problem];
  },
});

function isStuck({ sidecar, class: podClass }: Candidate): boolean {
  return sidecar || podClass === "sidecar-stale";
}

/** The owner has pods without a sidecar already, the newest of them young: its rollout goes on. */
function isRolling({ groups, namespace }: Owned, pods: readonly Pod[], takenAt: string): boolean {
  const moved = new Set(groups.filter((group) => !isStuck(group)).flatMap((group) => group.pods));
  const since = Date.parse(takenAt) - ROLLOUT_MILLISECONDS;
  return (
    moved.size > 0 &&
    pods.some(
      ({ namespace: place, name, createdAt }) =>
        place === namespace &&
        moved.has(name) &&
        createdAt !== null &&
        Date.parse(createdAt) > since,
    )
  );
}

function restart(owner: ObjectRef, pods: readonly string[]): Remedy {
  if (ROLLED.has(owner.kind)) {
    return {
      text: "Restart the workload. If a new pod still gets a sidecar, injection is set on its template.",
      command: commands(
        kubectl(["rollout", "restart"], owner),
        kubectl(["rollout", "status"], owner),
      ),
    };
  }
  if (owner.kind === "Pod") {
    return {
      text: "Nobody makes this pod anew: delete it and create it from its manifest.",
      command: kubectl(["delete"], owner),
    };
  }
  return {
    text: `A ${owner.kind} cannot be restarted: wait until it ends, or delete its pods so that new ones take their place.`,
    command: command(
      "kubectl",
      `--namespace=${owner.namespace ?? "default"}`,
      "delete",
      ...pods.slice(0, MOST_EVIDENCE).map((name) => `pod/${name}`),
    ),
  };
}

/** The mark, or the container itself, was copied into the manifest: a restart alone brings it back. */
function cleanTemplate(owner: ObjectRef, written: boolean): Remedy {
  const what = written
    ? "the container istio-proxy, its volumes and the annotation sidecar.istio.io/status"
    : "the annotation sidecar.istio.io/status";
  const text = `Remove ${what} from the pod template, where a manifest of a running pod was copied; a restart alone brings it back.`;
  return ROLLED.has(owner.kind)
    ? { text, command: kubectl(["edit"], owner) }
    : { text, command: kubectl(["get"], owner, "--output=yaml") };
}

const ROLLED = new Set(["Deployment", "StatefulSet", "DaemonSet"]);
/** A rollout whose newest pod is older than this has stopped. */
const ROLLOUT_MILLISECONDS = 10 * 60_000;
