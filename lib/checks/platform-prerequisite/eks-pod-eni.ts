import type { AmbientComponent, Candidate, IstioVersion } from "../../inventory/facts.ts";
import { labelOf, parseBool } from "../../inventory/labels.ts";
import type { PlatformObject, Workload } from "../../inventory/model.ts";
import { atLeast } from "../../inventory/version.ts";
import type { CouldNotTell, Problem } from "../define.ts";
import { envEvidence } from "../support/evidence.ts";
import { plainVersion } from "../support/install.ts";
import { kubectl } from "../support/shell.ts";
import { listed, placed, sorted } from "../support/words.ts";
import { podEniReach, workloadNames } from "./security-groups.ts";
import { type Subject, unread } from "./subject.ts";

/** Strict mode sends a pod's packets, probes included, past the rules that istio-cni writes. */
export function inspectPodEni(
  { cni, plane }: Subject,
  workloads: readonly Workload[],
  policies: readonly PlatformObject[] | null,
  candidates: readonly Candidate[],
): (Problem | CouldNotTell)[] {
  const awsNode = workloads.find(({ ref }) => ref.kind === "DaemonSet" && ref.name === "aws-node");
  const container = awsNode?.shape.containers.find(({ name }) => name === "aws-node");
  if (awsNode === undefined || container === undefined)
    return [unread("daemonsets.apps", "DaemonSet aws-node")];
  const { env } = container;
  if (labelOf(env, "ENABLE_POD_ENI") !== "true") return [];
  if (labelOf(env, MODE) === "standard") return [];
  if (policies === null) {
    return [unread("securitygrouppolicies.vpcresources.k8s.aws", "Security group policies")];
  }

  const { probed, unclear } = podEniReach(policies, candidates);
  const doubt = unclear.map(({ ref }) => ({
    couldNotTell: `It is not known which pods SecurityGroupPolicy ${placed(ref)} selects.`,
    resource: "securitygrouppolicies.vpcresources.k8s.aws",
  }));
  if (probed.length === 0) return doubt;

  const version = cni?.version ?? plane?.version ?? null;
  const handled = version !== null && worksAround(version) && !probesSwitchedOff(cni);
  const names = workloadNames(probed);
  return [
    {
      severity: handled ? "info" : "blocker",
      facet: "eks-pod-eni",
      object: awsNode.ref,
      namespace: null,
      problem: `Security groups for pods are in strict mode and cover pods that the kubelet probes: ${listed(names)}.`,
      why:
        handled && version !== null
          ? `istio-cni ${plainVersion(version)} works around it by itself; older ones let the probes of enrolled pods fail.`
          : "In this mode the kubelet's probes do not pass the rules of istio-cni, so enrolled pods become unready.",
      remedy: handled
        ? {
            text: "Nothing has to change while istio-cni keeps AMBIENT_ENABLE_AWS_BRANCH_ENI_PROBE on.",
          }
        : {
            text: "Set the standard mode and recreate the pods that the policies select. This changes what the security groups enforce: agree on it with their owner.",
            command: kubectl(["set", "env"], awsNode.ref, `${MODE}=standard`),
          },
      evidence: [
        envEvidence(awsNode.ref, "aws-node", "ENABLE_POD_ENI", env),
        envEvidence(awsNode.ref, "aws-node", MODE, env),
        ...probed.slice(0, MOST).map(({ owner, probes }) => ({
          object: owner,
          field: "probes of the kubelet",
          value: sorted(probes.map(({ kind }) => kind)).join(", "),
        })),
      ],
    },
    ...doubt,
  ];
}

/** Releases whose istio-cni lets probes through on branch interfaces. Source: istio/istio cni/pkg, release notes of 1.30. */
function worksAround(version: IstioVersion): boolean {
  if (atLeast(version, "1.30.0")) return true;
  if (atLeast(version, "1.29.0")) return atLeast(version, "1.29.3");
  return atLeast(version, "1.28.7");
}

function probesSwitchedOff(cni: AmbientComponent | null): boolean {
  const setting =
    cni === null ? undefined : labelOf(cni.env, "AMBIENT_ENABLE_AWS_BRANCH_ENI_PROBE");
  return setting !== undefined && parseBool(setting) === false;
}

const MODE = "POD_SECURITY_GROUP_ENFORCING_MODE";
const MOST = 10;
