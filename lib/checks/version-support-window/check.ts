import type { ControlPlane, IstioVersion } from "../../inventory/facts.ts";
import { minorText } from "../../inventory/version.ts";
import {
  compareMinors,
  type IstioRelease,
  istioctlMinimumKubernetes,
  kubernetesMinor,
  RELEASES,
  RELEASES_AS_OF,
  releaseOf,
  supportedReleases,
} from "../data/releases.ts";
import {
  type CheckContext,
  type CouldNotTell,
  defineCheck,
  type Problem,
  type Remedy,
} from "../define.ts";
import { unknownVersion, versionEvidence } from "../support/evidence.ts";
import { plainVersion, upgradeTo } from "../support/install.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

export const versionSupportWindow = defineCheck({
  id: "version-support-window",
  title: "Istio is supported, on a Kubernetes version it was tested with",
  finds: "Istio or Kubernetes is out of support",
  group: "platform",
  severity: "blocker",
  reads: ["controlPlanes"],
  sources: [SOURCES.supportedReleases, SOURCES.supportData, SOURCES.codeKubernetesVersion],

  subjects: ({ controlPlanes }) => controlPlanes,

  inspect(plane, _slices, context) {
    const { version } = plane;
    if (version === null) return [unknownVersion(plane)];
    const oldest = RELEASES[0];
    if (oldest !== undefined && compareMinors(minorText(version), oldest.minor) < 0) {
      return [outOfSupport(plane, version, oldest, context)];
    }
    const release = releaseOf(version);
    if (release === null) return [unknownRelease(version)];

    return [
      ...(dayOf(context) > release.endOfSupport
        ? [outOfSupport(plane, version, release, context)]
        : []),
      ...inspectKubernetes(plane, version, release, context),
    ];
  },
});

function outOfSupport(
  plane: ControlPlane,
  version: IstioVersion,
  release: IstioRelease,
  context: CheckContext,
): Problem {
  const verb = release.endOfSupportKind === "actual" ? "ended" : "was expected to end";
  const minor = minorText(version);
  const when =
    release.minor === minor
      ? `support for ${minor} ${verb} on ${release.endOfSupport}`
      : `support for ${minor} ended before ${release.endOfSupport}`;
  return {
    severity: "warning",
    facet: "istio",
    object: plane.ref,
    namespace: null,
    problem: `istiod ${placed(plane.ref)} is Istio ${plainVersion(version)}, and ${when}.`,
    why: "Fixes of ambient mode are only made for supported releases, and many of them came in patches.",
    remedy: towardsSupport(plane, version, context),
    evidence: [versionEvidence(plane, "discovery")],
  };
}

function inspectKubernetes(
  plane: ControlPlane,
  version: IstioVersion,
  { minor, kubernetes }: IstioRelease,
  context: CheckContext,
): (Problem | CouldNotTell)[] {
  const server = kubernetesMinor(context.kubernetesVersion ?? "");
  if (server === null) {
    return [
      {
        couldNotTell:
          "The version of Kubernetes is not known, so it cannot be compared with Istio's range.",
        resource: "version",
      },
    ];
  }
  const low = compareMinors(server, kubernetes.min) < 0;
  const high = compareMinors(server, kubernetes.max) > 0;
  if (!low && !high) return [];

  const minimum = istioctlMinimumKubernetes(version);
  const belowMinimum = minimum !== null && compareMinors(server, minimum) < 0;
  return [
    {
      severity: belowMinimum ? "blocker" : "warning",
      facet: "kubernetes",
      object: plane.ref,
      namespace: null,
      problem: `Kubernetes ${server} is ${low ? "older" : "newer"} than Istio ${minor} was tested with (${kubernetes.min} to ${kubernetes.max})${belowMinimum ? `, and unsupported by istioctl ${plainVersion(version)}, which asks for ${minimum}` : ""}.`,
      why: "The combination may run, but nobody tests it, and a fault in it will not be repaired.",
      remedy: low
        ? {
            text: `Upgrade Kubernetes to ${kubernetes.min} or newer before the migration; Istio ${minor} is tested up to ${kubernetes.max}.`,
          }
        : towardsSupport(plane, version, context),
      evidence: [
        versionEvidence(plane, "discovery"),
        {
          object: plane.ref,
          field: "gitVersion of the API server",
          value: context.kubernetesVersion ?? "unknown",
        },
      ],
    },
  ];
}

/** The nearest supported minor that was tested with this Kubernetes; the nearest supported one when there is none. */
function towardsSupport(plane: ControlPlane, version: IstioVersion, context: CheckContext): Remedy {
  const server = kubernetesMinor(context.kubernetesVersion ?? "");
  const newer = supportedReleases(dayOf(context)).filter(
    ({ minor }) => compareMinors(minor, minorText(version)) > 0,
  );
  const fitting = newer.filter(
    ({ kubernetes: { min, max } }) =>
      server === null || (compareMinors(min, server) <= 0 && compareMinors(server, max) <= 0),
  );
  const target = fitting[0] ?? newer[0];
  if (target === undefined) {
    return {
      text: `Upgrade Istio to a supported release. The table here is of ${RELEASES_AS_OF} and names none for this day: see https://istio.io/latest/docs/releases/supported-releases/.`,
    };
  }

  const path = RELEASES.map(({ minor }) => minor).filter(
    (minor) =>
      compareMinors(minor, minorText(version)) > 0 && compareMinors(minor, target.minor) <= 0,
  );
  const step = RELEASES.find(({ minor }) => minor === path[0]) ?? target;
  const remedy = upgradeTo(plane, step);
  const nearest = `The nearest supported release is ${target.minor} (until ${target.endOfSupport}, Kubernetes ${target.kubernetes.min} to ${target.kubernetes.max}).`;
  const way =
    path.length > 1
      ? ` Go there one minor at a time: ${listed(path, path.length)}. The first step:`
      : "";
  return { ...remedy, text: `${nearest}${way} ${remedy.text}` };
}

function unknownRelease(version: IstioVersion): CouldNotTell {
  return {
    couldNotTell: `Istio ${minorText(version)} is not in the table of releases of ${RELEASES_AS_OF}, so its support is not known.`,
    resource: "deployments.apps",
  };
}

function dayOf({ takenAt }: CheckContext): string {
  return takenAt.slice(0, 10);
}
