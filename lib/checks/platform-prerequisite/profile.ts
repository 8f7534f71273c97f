import type { Candidate, ControlPlane } from "../../inventory/facts.ts";
import type { Node, ObjectRef } from "../../inventory/model.ts";
import type { Problem, Remedy } from "../define.ts";
import { installAgent } from "../support/install.ts";
import { listed, placed, sorted } from "../support/words.ts";
import { hasDirectories, mismatches } from "./directories.ts";
import type { Subject } from "./subject.ts";

/** Nothing to say once ambient pods run wherever pods of the mesh run: then the plugin sits where it is called. */
export function inspectProfile(
  { platform, cni, plane }: Subject,
  candidates: readonly Candidate[],
  nodes: readonly Node[],
): Problem[] {
  const { name } = platform;
  if (!hasDirectories(name)) return [];
  const place = cni?.ref ?? plannedCni(plane);
  const remedy = platformRemedy(place, name, cni !== null, plane);
  if (cni === null) {
    return [
      {
        severity: "info",
        facet: "profile",
        object: place,
        namespace: null,
        problem: `istio-cni is not installed yet; on this platform it needs global.platform=${name}.`,
        why: "The platform keeps its network plugins in directories of its own, and the chart's defaults miss them.",
        remedy,
        evidence: [{ object: place, field: "platform", value: platform.evidence }],
      },
    ];
  }

  const wrong = mismatches(name, cni.hostPaths);
  if (wrong.length === 0 || worksOnEveryPool(candidates, nodes)) return [];
  return [
    {
      severity: "warning",
      facet: "profile",
      object: cni.ref,
      namespace: null,
      problem: `istio-cni ${placed(cni.ref)} writes to other directories than ${name} uses: ${listed(wrong.map(({ volume }) => volume))}.`,
      why: "The plugin would lie where nobody calls it, and pods would start without being enrolled; a network plugin of your own may explain the difference.",
      remedy,
      evidence: wrong.map(({ volume, found, expected }) => ({
        object: cni.ref,
        field: `spec.template.spec.volumes[${volume}].hostPath.path`,
        value: `${found} (${name}: ${expected})`,
      })),
    },
  ];
}

function platformRemedy(
  { namespace }: ObjectRef,
  platform: string,
  installed: boolean,
  plane: ControlPlane | null,
): Remedy {
  return installAgent(
    { component: "istio-cni", namespace: namespace ?? "istio-system", installed, platform },
    plane,
  );
}

function plannedCni(plane: ControlPlane | null): ObjectRef {
  return {
    group: "apps",
    kind: "DaemonSet",
    namespace: plane?.ref.namespace ?? "istio-system",
    name: "istio-cni-node",
  };
}

/** Pools are told apart by the roles of their nodes; a pool without pods of the mesh says nothing. */
function worksOnEveryPool(candidates: readonly Candidate[], nodes: readonly Node[]): boolean {
  const poolOf = new Map(nodes.map(({ ref, labels }) => [ref.name, poolName(Object.keys(labels))]));
  const pools = (some: readonly Candidate[]) =>
    new Set(some.flatMap((candidate) => candidate.nodes.map((node) => poolOf.get(node))));
  const ambient = pools(candidates.filter((candidate) => candidate.class === "ambient"));
  return ambient.size > 0 && [...pools(candidates)].every((pool) => ambient.has(pool));
}

function poolName(labels: readonly string[]): string {
  return sorted(labels.filter((label) => label.startsWith("node-role.kubernetes.io/"))).join(",");
}
