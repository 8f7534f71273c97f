import { labelOf, matchesLabels } from "../../inventory/labels.ts";
import type { WorkloadEntry, WorkloadGroup } from "../../inventory/model.ts";
import { defineCheck, type Evidence, type Problem } from "../define.ts";
import { command, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, placed } from "../support/words.ts";

type Subject =
  | {
      readonly is: "group";
      readonly group: WorkloadGroup;
      readonly entries: readonly WorkloadEntry[];
    }
  | { readonly is: "entry"; readonly entry: WorkloadEntry };

export const vmWorkloads = defineCheck({
  id: "vm-workloads",
  title: "No virtual machine takes part in the mesh with a proxy of its own",
  finds: "Virtual machines take part in the mesh",
  group: "topology",
  severity: "blocker",
  reads: ["workloadGroups", "workloadEntries"],
  sources: [SOURCES.migrateBefore, SOURCES.release131, SOURCES.codeAnnotations],

  subjects({ workloadGroups, workloadEntries }): Subject[] {
    const groups = workloadGroups.map((group) => ({
      is: "group" as const,
      group,
      entries: workloadEntries.filter((entry) => registeredBy(entry, group)),
    }));
    const grouped = new Set(groups.flatMap(({ entries }) => entries));
    const alone = workloadEntries.filter((entry) => !grouped.has(entry));
    return [...groups, ...alone.map((entry) => ({ is: "entry", entry }) as const)];
  },

  inspect: (subject) => [
    subject.is === "group"
      ? groupProblem(subject.group, subject.entries)
      : entryProblem(subject.entry),
  ],
});

function groupProblem({ ref }: WorkloadGroup, entries: readonly WorkloadEntry[]): Problem {
  const runs = entries.length > 0;
  return {
    severity: runs ? "blocker" : "warning",
    facet: "group",
    object: ref,
    namespace: ref.namespace,
    problem: runs
      ? `WorkloadGroup ${placed(ref)} has ${counted(entries.length, "registered machine")}.`
      : `WorkloadGroup ${placed(ref)} has no machine now, but one may register at any time.`,
    why: WHY_PROXY,
    remedy: {
      ...KEEP_SIDECARS,
      command: command(
        "kubectl",
        `--namespace=${ref.namespace ?? "default"}`,
        "get",
        "workloadentries.networking.istio.io",
        "--output=wide",
      ),
    },
    evidence: runs
      ? entries.slice(0, MOST).map((entry) => proxyMark(entry) ?? addressOf(entry))
      : [{ object: ref, field: "WorkloadEntries of this group", value: "none" }],
  };
}

function entryProblem(entry: WorkloadEntry): Problem {
  const { ref } = entry;
  const certain = proxyMark(entry);
  const possible = certain === null ? possibleProxyMark(entry) : null;
  if (certain === null && possible === null) {
    return {
      severity: "info",
      facet: "static",
      object: ref,
      namespace: ref.namespace,
      problem: `WorkloadEntry ${placed(ref)} is a fixed address outside the cluster, without a proxy.`,
      why: "ztunnel reaches it as it is, in plain text: nothing about it changes with the migration.",
      remedy: {
        text: "Nothing has to be done; check that no client expects mTLS to this address.",
      },
      evidence: [addressOf(entry)],
    };
  }

  return {
    severity: certain === null ? "warning" : "blocker",
    facet: certain === null ? "maybe-proxy" : "proxy",
    object: ref,
    namespace: ref.namespace,
    problem:
      certain === null
        ? `WorkloadEntry ${placed(ref)} may be a machine with a proxy: it has an identity of the mesh.`
        : `WorkloadEntry ${placed(ref)} is a machine with a proxy.`,
    why: WHY_PROXY,
    remedy: { ...KEEP_SIDECARS, command: kubectl(["get"], ref, "--output=yaml") },
    evidence: [certain ?? possible ?? addressOf(entry)],
  };
}

/** istiod names the group of an entry it makes; one written by hand is known by the labels they share. */
function registeredBy(entry: WorkloadEntry, { ref, workloadLabels }: WorkloadGroup): boolean {
  if (entry.ref.namespace !== ref.namespace) return false;
  const named = labelOf(entry.annotations, "istio.io/autoRegistrationGroup");
  if (named !== undefined) return named === ref.name;
  return (
    Object.keys(workloadLabels).length > 0 && matchesLabels(workloadLabels, entry.workloadLabels)
  );
}

/** Written by istiod for a machine whose proxy connected. */
function proxyMark({ ref, annotations }: WorkloadEntry): Evidence | null {
  for (const key of ["istio.io/autoRegistrationGroup", "istio.io/workloadController"]) {
    const value = labelOf(annotations, key);
    if (value) return { object: ref, field: `metadata.annotations[${key}]`, value };
  }
  return null;
}

/** An entry written by hand for a machine with a proxy carries neither annotation. */
function possibleProxyMark({
  ref,
  labels,
  workloadLabels,
  serviceAccount,
}: WorkloadEntry): Evidence | null {
  if (serviceAccount !== null && serviceAccount !== "") {
    return { object: ref, field: "spec.serviceAccount", value: serviceAccount };
  }
  const key = "security.istio.io/tlsMode";
  if (labelOf(workloadLabels, key) === "istio") {
    return { object: ref, field: `spec.labels[${key}]`, value: "istio" };
  }
  if (labelOf(labels, key) === "istio") {
    return { object: ref, field: `metadata.labels[${key}]`, value: "istio" };
  }
  return null;
}

function addressOf({ ref, address }: WorkloadEntry): Evidence {
  return { object: ref, field: "spec.address", value: address === "" ? "not set" : address };
}

const MOST = 10;

const WHY_PROXY =
  "A virtual machine runs a sidecar proxy and has no ztunnel: ambient mode does not include machines, and the migration guide stops here.";

const KEEP_SIDECARS = {
  text: "Keep this namespace on sidecars, or describe the machine as a ServiceEntry without a proxy before the migration.",
};
