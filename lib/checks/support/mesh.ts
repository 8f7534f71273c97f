import { controlPlaneFor } from "../../inventory/control-planes.ts";
import type {
  AmbientComponent,
  Candidate,
  ControlPlane,
  MeshNamespace,
} from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import { sorted } from "./words.ts";

/** True when anything of Istio is installed or any pod takes part in a mesh: cluster checks have a subject. */
export function meshPresent({
  controlPlanes,
  ambientComponents,
  meshNamespaces,
}: {
  readonly controlPlanes: readonly ControlPlane[];
  readonly ambientComponents: readonly AmbientComponent[];
  readonly meshNamespaces: readonly MeshNamespace[];
}): boolean {
  return (
    controlPlanes.length > 0 ||
    ambientComponents.some(({ component }) => component === "ztunnel") ||
    meshNamespaces.some(
      ({ candidate, ambient, pods }) => candidate || ambient || pods.sidecar + pods.ambient > 0,
    )
  );
}

/**
 * The istiod that ztunnel connects to, by its XDS_ADDRESS, such as istiod-1-27.istio-system.svc:15012. Without a
 * ztunnel, or without that variable: the default istiod, or the only one. Null when the address leads elsewhere.
 * Source: istio/istio manifests/charts/ztunnel/templates/daemonset.yaml.
 */
export function ambientControlPlane(
  ambientComponents: readonly AmbientComponent[],
  controlPlanes: readonly ControlPlane[],
): ControlPlane | null {
  const ztunnel = ambientComponents.find(({ component }) => component === "ztunnel");
  const address = ztunnel === undefined ? undefined : labelOf(ztunnel.env, "XDS_ADDRESS");
  if (address !== undefined) return controlPlaneAt(address, controlPlanes);

  const [first, ...others] = controlPlanes;
  const only = others.length === 0 ? first : undefined;
  return defaultControlPlane(controlPlanes) ?? only ?? null;
}

/** The istiod that answers where nobody names a revision. */
export function defaultControlPlane(
  controlPlanes: readonly ControlPlane[],
): ControlPlane | undefined {
  return controlPlanes.find(({ isDefault }) => isDefault);
}

/** Candidate pods and templates in namespaces that take part in the mesh: what a migration would move. */
export function meshCandidates({
  candidates,
  meshNamespaces,
}: {
  readonly candidates: readonly Candidate[];
  readonly meshNamespaces: readonly MeshNamespace[];
}): Candidate[] {
  const judged = new Set(
    meshNamespaces.flatMap(({ name, candidate }) => (candidate ? [name] : [])),
  );
  return candidates.filter(({ namespace }) => judged.has(namespace));
}

/** A control plane with the candidate namespaces it serves; none when it serves nobody. */
export interface ControlPlaneUse {
  readonly controlPlane: ControlPlane;
  readonly namespaces: readonly string[];
}

/**
 * Which candidate namespaces each control plane serves: the one that injects their pods, or the one ztunnel connects
 * to for those that ambient already selects.
 */
export function controlPlaneUses({
  controlPlanes,
  ambientComponents,
  candidates,
  meshNamespaces,
}: {
  readonly controlPlanes: readonly ControlPlane[];
  readonly ambientComponents: readonly AmbientComponent[];
  readonly candidates: readonly Candidate[];
  readonly meshNamespaces: readonly MeshNamespace[];
}): ControlPlaneUse[] {
  const ambient = ambientControlPlane(ambientComponents, controlPlanes);
  const served = new Map(controlPlanes.map((one) => [one, new Set<string>()]));
  for (const candidate of meshCandidates({ candidates, meshNamespaces })) {
    const revision = revisionOf(candidate);
    const owner =
      revision !== null
        ? (controlPlaneFor(controlPlanes, revision) ?? null)
        : candidate.ambientSelected
          ? ambient
          : null;
    if (owner !== null) served.get(owner)?.add(candidate.namespace);
  }
  return [...served].map(([controlPlane, namespaces]) => ({
    controlPlane,
    namespaces: sorted(namespaces),
  }));
}

/** Who injects its pods now; for a sidecar that nothing would inject any more, who did. */
function revisionOf({ injection, sidecar, shape }: Candidate): string | null {
  if (injection.revision !== null) return injection.revision;
  return sidecar ? (labelOf(shape.annotations, "istio.io/rev") ?? "default") : null;
}

function controlPlaneAt(
  address: string,
  controlPlanes: readonly ControlPlane[],
): ControlPlane | null {
  const host = address.replace(/^[a-z]{1,10}:\/\//, "").split(":", 1)[0];
  const [service = "", namespace] = host === undefined ? [] : host.split(".");
  const near = controlPlanes.filter(({ ref }) => ref.namespace === namespace);
  const exact = near.find(({ ref }) => ref.name === service);
  if (exact !== undefined) return exact;
  if (service === "istiod") return defaultControlPlane(near) ?? null;

  const revision = /^istiod-(?:revision-tag-)?(.+)$/.exec(service)?.[1];
  return revision === undefined ? null : (controlPlaneFor(near, revision) ?? null);
}
