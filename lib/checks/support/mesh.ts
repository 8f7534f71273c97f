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

/** The control plane that a revision or tag means. Tags are looked up first, as the injection webhooks do. */
export function controlPlaneOf(
  revision: string,
  controlPlanes: readonly ControlPlane[],
): ControlPlane | null {
  const found =
    controlPlanes.find(({ tags }) => tags.includes(revision)) ??
    (revision === "default" ? controlPlanes.find(({ isDefault }) => isDefault) : undefined) ??
    controlPlanes.find((one) => one.revision === revision);
  return found ?? null;
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

  const byDefault = controlPlaneOf("default", controlPlanes);
  const [first, ...others] = controlPlanes;
  return byDefault ?? (first !== undefined && others.length === 0 ? first : null);
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
}: {
  readonly controlPlanes: readonly ControlPlane[];
  readonly ambientComponents: readonly AmbientComponent[];
  readonly candidates: readonly Candidate[];
}): ControlPlaneUse[] {
  const ambient = ambientControlPlane(ambientComponents, controlPlanes);
  const served = new Map(controlPlanes.map((one) => [one, new Set<string>()]));
  for (const candidate of candidates) {
    const revision = revisionOf(candidate);
    const owner =
      revision !== null
        ? controlPlaneOf(revision, controlPlanes)
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
  return sidecar ? (labelOf(shape.annotations, "istio.io/rev") ?? null) : null;
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
  if (service === "istiod") return controlPlaneOf("default", near);

  const revision = /^istiod-(?:revision-tag-)?(.+)$/.exec(service)?.[1];
  return revision === undefined ? null : controlPlaneOf(revision, near);
}
