import type { ControlPlane } from "./facts.ts";
import { injectorConfigurations } from "./injection.ts";
import { isOn } from "./labels.ts";
import type {
  Container,
  ObjectRef,
  PlatformObject,
  Service,
  WebhookConfiguration,
  Workload,
} from "./model.ts";
import { componentVersion } from "./version.ts";

interface ControlPlaneRecords {
  readonly workloads: readonly Workload[];
  readonly webhooks: readonly WebhookConfiguration[];
  readonly services: readonly Service[];
  readonly sailObjects: readonly PlatformObject[];
  /** A pod or template with a sidecar: with no istiod in sight, somebody elsewhere serves it. */
  readonly sidecar: { readonly ref: ObjectRef; readonly revision: string } | null;
}

/**
 * Every istiod, and a mark for one that runs elsewhere. Sources: istio/istio
 * manifests/charts/istio-control/istio-discovery/templates (deployment.yaml, mutatingwebhook.yaml,
 * revision-tags-mwc.yaml, revision-tags-svc.yaml) and https://istio.io/latest/docs/setup/install/external-controlplane/
 */
export function controlPlanes(records: ControlPlaneRecords): readonly ControlPlane[] {
  const { workloads, webhooks, services, sailObjects, sidecar } = records;
  const tags = revisionTags(webhooks, services);
  const defaultRevision = tags.find(({ tag }) => tag === "default")?.revision ?? "default";
  const operatorRuns = workloads.some(
    ({ ref, ready }) => ref.kind === "Deployment" && ref.name === "istio-operator" && ready !== 0,
  );

  const local = workloads.filter(isIstiod).map((workload): ControlPlane => {
    const discovery = workload.shape.containers.find(({ name }) => name === "discovery");
    const revision = revisionOf(workload, discovery);
    const env = discovery ? discovery.env : {};
    return {
      ref: workload.ref,
      revision,
      tags: tagsOf(tags, revision),
      isDefault: revision === defaultRevision,
      ...componentVersion(workload.shape, "discovery", workload.labels),
      external: false,
      ambient: isOn(env, "PILOT_ENABLE_AMBIENT"),
      env,
      installMethod: installMethod(workload, revision, sailObjects, operatorRuns),
    };
  });

  const elsewhere = remoteMarks(webhooks, services)
    .filter(({ revision }) => !local.some((plane) => plane.revision === revision))
    .map(({ ref, revision }) => external(ref, revision, tags, defaultRevision));
  if (local.length + elsewhere.length > 0 || sidecar === null) return [...local, ...elsewhere];

  return [external(sidecar.ref, sidecar.revision, tags, defaultRevision)];
}

/** The control plane that a namespace's or pod's revision label names: tags are resolved first. */
export function controlPlaneFor<P extends Pick<ControlPlane, "revision" | "tags" | "isDefault">>(
  planes: readonly P[],
  revisionOrTag: string,
): P | undefined {
  return (
    planes.find(({ tags }) => tags.includes(revisionOrTag)) ??
    planes.find(({ revision }) => revision === revisionOrTag) ??
    (revisionOrTag === "default" ? planes.find(({ isDefault }) => isDefault) : undefined)
  );
}

function isIstiod({ ref, labels }: Workload): boolean {
  if (ref.kind !== "Deployment") return false;
  return (
    labels.app === "istiod" ||
    labels["app.kubernetes.io/name"] === "istiod" ||
    labels["operator.istio.io/component"] === "Pilot"
  );
}

function revisionOf({ labels }: Workload, discovery: Container | undefined): string {
  const named = [labels["istio.io/rev"], discovery?.env.REVISION];
  return named.find((name) => name !== undefined && name !== "") ?? "default";
}

function installMethod(
  { ref, labels, annotations }: Workload,
  revision: string,
  sailObjects: readonly PlatformObject[],
  operatorRuns: boolean,
): ControlPlane["installMethod"] {
  // A vendor's control plane is also rendered by Helm or an operator, but nobody here may upgrade it that way.
  if (ref.namespace === "aks-istio-system" || revision.startsWith("asm-managed")) return "managed";

  const istios = sailObjects.filter(
    ({ ref: { kind } }) => kind === "Istio" || kind === "IstioRevision",
  );
  if (istios.length > 0 || labels["managed-by"] === "sail-operator") return "sail";

  const owning = labels["install.operator.istio.io/owning-resource"];
  const istioctl = owning !== undefined && owning !== "" && owning !== "unknown";
  if (operatorRuns && istioctl) return "legacy-operator";
  if (istioctl) return "istioctl";

  const helm =
    labels["app.kubernetes.io/managed-by"] === "Helm" ||
    labels["helm.sh/chart"] !== undefined ||
    annotations["meta.helm.sh/release-name"] !== undefined;
  return helm ? "helm" : "unknown";
}

interface RevisionTag {
  readonly tag: string;
  readonly revision: string;
}

function revisionTags(
  webhooks: readonly WebhookConfiguration[],
  services: readonly Service[],
): readonly RevisionTag[] {
  return [...webhooks, ...services].flatMap(({ labels }) => {
    const tag = labels["istio.io/tag"];
    const revision = labels["istio.io/rev"];
    return tag === undefined || tag === "" || revision === undefined ? [] : [{ tag, revision }];
  });
}

function tagsOf(tags: readonly RevisionTag[], revision: string): readonly string[] {
  return [...new Set(tags.filter((tag) => tag.revision === revision).map(({ tag }) => tag))].sort();
}

function remoteMarks(
  webhooks: readonly WebhookConfiguration[],
  services: readonly Service[],
): readonly { ref: ObjectRef; revision: string }[] {
  const byUrl = injectorConfigurations(webhooks)
    .filter((configuration) => configuration.webhooks.some(({ external: url }) => url))
    .map(({ ref, labels }) => ({ ref, revision: labels["istio.io/rev"] ?? "default" }));
  const byService = services
    .filter(({ ref }) => ref.name === "istiod-remote" || ref.name.startsWith("istiod-remote-"))
    .map(({ ref, labels }) => ({ ref, revision: labels["istio.io/rev"] ?? "default" }));

  const marks = new Map<string, { ref: ObjectRef; revision: string }>();
  for (const mark of [...byUrl, ...byService]) {
    if (!marks.has(mark.revision)) marks.set(mark.revision, mark);
  }
  return [...marks.values()];
}

function external(
  ref: ObjectRef,
  revision: string,
  tags: readonly RevisionTag[],
  defaultRevision: string,
): ControlPlane {
  return {
    ref,
    revision,
    tags: tagsOf(tags, revision),
    isDefault: revision === defaultRevision,
    version: null,
    vendor: null,
    external: true,
    ambient: null,
    env: {},
    installMethod: revision.startsWith("asm-managed") ? "managed" : "unknown",
  };
}
