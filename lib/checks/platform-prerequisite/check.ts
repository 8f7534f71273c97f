import type { Platform } from "../../inventory/facts.ts";
import type { Node } from "../../inventory/model.ts";
import { type CouldNotTell, defineCheck } from "../define.ts";
import { ambientControlPlane, meshCandidates, meshPresent } from "../support/mesh.ts";
import { SOURCES } from "../support/sources.ts";
import { inspectPodEni } from "./eks-pod-eni.ts";
import { inspectQuota } from "./gke-quota.ts";
import { inspectOvn } from "./openshift-ovn.ts";
import { inspectProfile } from "./profile.ts";
import type { Facet, Subject } from "./subject.ts";

export const platformPrerequisite = defineCheck({
  id: "platform-prerequisite",
  title: "What this platform asks of ambient mode is in place",
  finds: "The platform is not prepared for ambient mode",
  group: "platform",
  severity: "blocker",
  reads: [
    "platform",
    "controlPlanes",
    "ambientComponents",
    "meshNamespaces",
    "candidates",
    "workloads",
    "nodes",
  ],
  consults: ["resourceQuotas", "securityGroupPolicies", "openshiftObjects"],
  sources: [
    SOURCES.platforms,
    SOURCES.codePlatformProfiles,
    SOURCES.codeCniChart,
    SOURCES.release130,
  ],

  subjects(slices): Subject[] {
    const [platform] = slices.platform;
    if (platform === undefined || !meshPresent(slices)) return [];
    const seen = platform.name !== "unknown" || slices.nodes.length > 0;
    const { ambientComponents: agents, controlPlanes } = slices;
    const cni = agents.find(({ component }) => component === "istio-cni") ?? null;
    const plane = ambientControlPlane(agents, controlPlanes) ?? controlPlanes[0] ?? null;
    const facets: readonly Facet[] = seen
      ? [
          ...facetsOf(platform, slices.nodes),
          ...(platform.mayBeOpenshift === true ? (["openshift-unseen"] as const) : []),
        ]
      : ["unseen"];
    return facets.map((facet) => ({
      facet,
      platform,
      cni,
      agents,
      plane,
    }));
  },

  inspect(subject, slices, { readInFull }) {
    switch (subject.facet) {
      case "gke-quota":
        return inspectQuota(subject, readInFull("resourceQuotas") ? slices.resourceQuotas : null);
      case "eks-pod-eni":
        return inspectPodEni(
          subject,
          slices.workloads,
          readInFull("securityGroupPolicies") ? slices.securityGroupPolicies : null,
          meshCandidates(slices),
        );
      case "openshift-ovn":
        return inspectOvn(slices.openshiftObjects ?? []);
      case "profile":
        return inspectProfile(subject, meshCandidates(slices), slices.nodes);
      case "unseen":
        return [PLATFORM_UNSEEN];
      case "openshift-unseen":
        return [OPENSHIFT_UNSEEN];
    }
  },
});

function facetsOf({ name, cnis }: Platform, nodes: readonly Node[]): Facet[] {
  switch (name) {
    case "gke":
      return ["gke-quota"];
    case "eks":
      return cnis.includes("aws-vpc") ? ["eks-pod-eni"] : [];
    case "openshift":
      return cnis.includes("ovn-kubernetes") ? ["openshift-ovn", "profile"] : ["profile"];
    case "minikube":
      return nodes.some(({ osImage }) => osImage.startsWith("Buildroot")) ? [] : ["profile"];
    case "k3s":
    case "k3d":
    case "microk8s":
      return ["profile"];
    case "aks":
    case "rke2":
    case "kind":
    case "unknown":
      return [];
  }
}

/** Every cluster has nodes: without any, nothing shows which platform this is. */
const PLATFORM_UNSEEN: CouldNotTell = {
  couldNotTell: "No node was found, so it is not known which platform this is.",
  resource: "nodes",
};

const OPENSHIFT_UNSEEN: CouldNotTell = {
  couldNotTell:
    "Neither API groups nor definitions of resources were read, so it is not known whether this is OpenShift.",
  resource: "customresourcedefinitions.apiextensions.k8s.io",
};
