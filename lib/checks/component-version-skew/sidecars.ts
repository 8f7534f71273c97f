import { controlPlaneFor } from "../../inventory/control-planes.ts";
import type { Candidate, ControlPlane, IstioVersion } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import type { ObjectRef } from "../../inventory/model.ts";
import { imageVersion, minorsAhead } from "../../inventory/version.ts";
import type { CouldNotTell, Problem } from "../define.ts";
import { plainVersion } from "../support/install.ts";
import { command, commands, kubectl } from "../support/shell.ts";
import { counted, listed, sorted } from "../support/words.ts";

/** The sidecars of one namespace, each against the istiod that injected it. */
export function inspectSidecars(
  namespace: string,
  sidecars: readonly Candidate[],
  controlPlanes: readonly ControlPlane[],
): (Problem | CouldNotTell)[] {
  const judged = sidecars.map((candidate) => ({
    candidate,
    ...judgeSidecar(candidate, controlPlanes),
  }));
  const apart = judged.flatMap(({ candidate, skew, version }) =>
    skew === "apart" && version !== null ? [{ candidate, version }] : [],
  );
  const orphans = judged.filter(({ skew }) => skew === "orphan").map(({ candidate }) => candidate);
  const unknown = judged.some(({ skew }) => skew === "unknown");

  return [
    ...(apart.length > 0 ? [sidecarsApart(namespace, apart)] : []),
    ...(orphans.length > 0 ? [orphanedSidecars(namespace, orphans)] : []),
    ...(unknown ? [SIDECARS_UNKNOWN] : []),
  ];
}

interface SidecarSkew {
  readonly skew: "none" | "apart" | "orphan" | "unknown";
  readonly version: IstioVersion | null;
}

function judgeSidecar({ shape }: Candidate, controlPlanes: readonly ControlPlane[]): SidecarSkew {
  const image = shape.containers.find(({ name }) => name === "istio-proxy")?.image;
  const version = image === undefined ? null : imageVersion(image);
  const revision = labelOf(shape.annotations, "istio.io/rev") ?? "default";
  const plane = controlPlaneFor(controlPlanes, revision);
  if (plane === undefined) {
    return { skew: controlPlanes.some(({ external }) => external) ? "unknown" : "orphan", version };
  }
  if (version === null || plane.version === null) return { skew: "unknown", version };
  return { skew: minorsAhead(version, plane.version) === 0 ? "none" : "apart", version };
}

function sidecarsApart(
  namespace: string,
  apart: readonly { readonly candidate: Candidate; readonly version: IstioVersion }[],
): Problem {
  const versions = sorted(apart.map(({ version }) => plainVersion(version)));
  return {
    severity: "warning",
    facet: "sidecars",
    object: namespaceRef(namespace),
    namespace,
    problem: `Sidecars of ${counted(apart.length, "workload")} run Istio ${listed(versions)}, another minor than their istiod.`,
    why: "Istio supports sidecars one minor behind their istiod and no further; old ones also lack fixes that the step to ambient needs.",
    remedy: {
      text: "Restart the workloads, so that they get the sidecar of the present istiod.",
      ...restarts(apart.map(({ candidate }) => candidate.owner)),
    },
    evidence: apart.slice(0, MOST).map(({ candidate, version }) => ({
      object: candidate.owner,
      field: "pods: spec.containers[istio-proxy].image",
      value: version.text,
    })),
  };
}

function orphanedSidecars(namespace: string, orphans: readonly Candidate[]): Problem {
  const revisions = sorted(
    orphans.map(({ shape }) => labelOf(shape.annotations, "istio.io/rev") ?? "default"),
  );
  return {
    severity: "warning",
    facet: "orphaned-sidecars",
    object: namespaceRef(namespace),
    namespace,
    problem: `Sidecars of ${counted(orphans.length, "workload")} belong to revision ${listed(revisions)}, which no istiod serves.`,
    why: "They keep the configuration they last got and will not follow the migration.",
    remedy: {
      text: `Point the namespace at a revision that runs, then restart the workloads; ${command("istioctl", "tag", "list")} shows what each label means.`,
      ...restarts(orphans.map(({ owner }) => owner)),
    },
    evidence: orphans.slice(0, MOST).map(({ owner, shape }) => ({
      object: owner,
      field: "pods: metadata.annotations[istio.io/rev]",
      value: labelOf(shape.annotations, "istio.io/rev") ?? "not set",
    })),
  };
}

/** Jobs and bare pods end by themselves; deleting them is not ours to propose. */
function restarts(owners: readonly ObjectRef[]): { readonly command?: string } {
  const lines = owners
    .filter(({ kind }) => RESTARTABLE.has(kind))
    .slice(0, MOST)
    .map((owner) => kubectl(["rollout", "restart"], owner));
  return lines.length === 0 ? {} : { command: commands(...lines) };
}

function namespaceRef(name: string): ObjectRef {
  return { group: "", kind: "Namespace", namespace: null, name };
}

const SIDECARS_UNKNOWN: CouldNotTell = {
  couldNotTell:
    "The version of some sidecars, or of the istiod they belong to, could not be recognised.",
  resource: "pods",
};

/** What a finding shows of a long list. */
const MOST = 10;
const RESTARTABLE = new Set(["Deployment", "StatefulSet", "DaemonSet"]);
