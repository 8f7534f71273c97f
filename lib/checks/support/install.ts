import type { ControlPlane, IstioVersion } from "../../inventory/facts.ts";
import type { IstioRelease } from "../data/releases.ts";
import type { Remedy } from "../define.ts";
import { command, commands, manifest, quoted } from "./shell.ts";

/** Turns ambient support of one istiod on, the way it was installed. */
export function enableAmbient(plane: ControlPlane): Remedy {
  const after = "Restart the workloads with sidecars afterwards, so that they accept HBONE.";
  switch (plane.installMethod) {
    case "helm":
      return {
        text: `Upgrade the Helm release with profile=ambient. ${releaseHint(plane)} ${after}`,
        command: helmAmbient(
          "upgrade",
          plane.ref.name,
          "istiod",
          namespaceOf(plane),
          plane.version,
        ),
      };
    case "istioctl":
      return {
        text: `Install again with profile=ambient; istio-operator.yaml is the IstioOperator file of the present installation, so that its other settings stay. ${after}`,
        command: istioctlAmbient(plane),
      };
    case "sail":
      return {
        text: `Set spec.profile of the Istio resource to ambient. ${after}`,
        command: patchSail(plane, { profile: "ambient" }),
      };
    case "legacy-operator":
      return {
        text: `Set spec.profile of the IstioOperator resource in ${namespaceOf(plane)} to ambient. The operator itself ends with Istio 1.23, so move to Helm, istioctl or the Sail operator with the next upgrade. ${after}`,
      };
    case "managed":
      return { text: VENDOR_DECIDES };
    case "unknown":
      return {
        text: `Install istiod again with profile=ambient, by Helm or by istioctl, whichever it came from. ${after}`,
        command: commands(
          "# Helm",
          helmAmbient("upgrade", plane.ref.name, "istiod", namespaceOf(plane), plane.version),
          "# istioctl",
          istioctlAmbient(plane),
        ),
      };
  }
}

/** What to install or change of a node agent. */
export interface AgentWish {
  readonly component: "istio-cni" | "ztunnel";
  /** Where it is, or where it should go. */
  readonly namespace: string;
  readonly installed: boolean;
  /** Value of global.platform that this cluster needs, or null. */
  readonly platform: string | null;
}

/** Installs istio-cni or ztunnel in ambient mode, the way istiod was installed. */
export function installAgent(wish: AgentWish, plane: ControlPlane | null): Remedy {
  const version = plane?.version ? plainVersion(plane.version) : "the version of istiod";
  const mode = wish.component === "ztunnel" ? "" : ", in ambient mode";
  const text = `${wish.installed ? "Bring" : "Install"} ${wish.component} ${wish.installed ? "to" : "in"} ${version}${mode}.`;
  switch (plane?.installMethod) {
    case "helm":
      return { text: `${text} ${releaseHint(plane)}`, command: helmAgent(wish, plane.version) };
    case "istioctl":
      return {
        text: `${text} profile=ambient brings it along; istio-operator.yaml is the IstioOperator file of the present installation, so that its other settings stay.`,
        command: istioctlAmbient(plane, wish.platform),
      };
    case "sail":
      return { text: `${text} Its namespace must exist.`, yaml: sailAgent(wish, plane.version) };
    case "managed":
      return { text: VENDOR_DECIDES };
    case "legacy-operator":
    case "unknown":
    case undefined:
      return {
        text: `${text} The command is Helm's, which can install it beside an istiod from elsewhere.`,
        command: helmAgent(wish, plane?.version ?? null),
      };
  }
}

/** Puts a newer istiod beside the present one, as a revision, so that namespaces can follow one by one. */
export function upgradeTo(plane: ControlPlane, target: IstioRelease): Remedy {
  const revision = target.minor.replace(".", "-");
  const version = target.latestPatch;
  const namespace = namespaceOf(plane);
  const intro = `Install Istio ${version} as revision ${revision} beside it, move the namespaces over and restart their workloads.`;
  const vendor =
    plane.vendor === null
      ? ""
      : ` This is a build of ${plane.vendor}: take the matching version from there.`;
  switch (plane.installMethod) {
    case "istioctl":
      return {
        text: `${intro} Use istioctl ${version} and the IstioOperator file of the present installation.${vendor}`,
        command: command(
          "istioctl",
          "install",
          "--filename=istio-operator.yaml",
          `--istioNamespace=${namespace}`,
          `--revision=${revision}`,
        ),
      };
    case "sail":
      return {
        text: `Set spec.version of the Istio resource to v${version}, then restart the workloads.${vendor}`,
        command: patchSail(plane, { version: `v${version}` }),
      };
    case "managed":
      return { text: VENDOR_DECIDES };
    case "helm":
    case "legacy-operator":
    case "unknown":
      return {
        text: `${intro} The values of the present release carry over.${vendor}`,
        command: commands(
          `${command("helm", "get", "values", plane.ref.name, `--namespace=${namespace}`)} > values.yaml`,
          helm("upgrade", "istio-base", "base", namespace, version),
          helm(
            "install",
            `istiod-${revision}`,
            "istiod",
            namespace,
            version,
            "--values=values.yaml",
            `--set=revision=${revision}`,
          ),
        ),
      };
  }
}

/** "1.27.3" or "1.28.0-beta.1": the version as charts are named, without the variant of an image. */
export function plainVersion({ major, minor, patch, prerelease }: IstioVersion): string {
  return `${major}.${minor}.${patch}${prerelease === "" ? "" : `-${prerelease}`}`;
}

const VENDOR_DECIDES =
  "This control plane is run by a vendor: ask there whether and how ambient mode can be had.";

/** Helm keeps release names to itself: our reading does not include its Secrets. */
function releaseHint(plane: ControlPlane): string {
  return `If the release has another name, ${command("helm", "list", `--namespace=${namespaceOf(plane)}`)} shows it.`;
}

function namespaceOf({ ref }: ControlPlane): string {
  return ref.namespace ?? "istio-system";
}

/** Without a pinned version --reuse-values would give a newer chart the defaults of the old one. */
function helmAmbient(
  verb: "install" | "upgrade",
  release: string,
  chart: string,
  namespace: string,
  version: IstioVersion | null,
): string {
  const keep = version === null ? "--reset-then-reuse-values" : "--reuse-values";
  return helm(
    verb,
    release,
    chart,
    namespace,
    version === null ? null : plainVersion(version),
    ...(verb === "upgrade" ? [keep] : []),
    ...(chart === "ztunnel" ? [] : ["--set=profile=ambient"]),
  );
}

function helmAgent(
  { component, namespace, installed, platform }: AgentWish,
  version: IstioVersion | null,
): string {
  const chart = component === "ztunnel" ? "ztunnel" : "cni";
  const line = helmAmbient(installed ? "upgrade" : "install", component, chart, namespace, version);
  return platform === null ? line : `${line} ${quoted(`--set=global.platform=${platform}`)}`;
}

function helm(
  verb: "install" | "upgrade",
  release: string,
  chart: string,
  namespace: string,
  version: string | null,
  ...rest: readonly string[]
): string {
  const pinned = version === null ? [] : [`--version=${version}`];
  return command(
    "helm",
    verb,
    release,
    `istio/${chart}`,
    `--namespace=${namespace}`,
    ...pinned,
    ...rest,
  );
}

function istioctlAmbient(plane: ControlPlane, platform: string | null = null): string {
  return command(
    "istioctl",
    "upgrade",
    "--filename=istio-operator.yaml",
    `--istioNamespace=${namespaceOf(plane)}`,
    "--set=profile=ambient",
    ...(plane.revision === "default" ? [] : [`--set=revision=${plane.revision}`]),
    ...(platform === null ? [] : [`--set=values.global.platform=${platform}`]),
  );
}

/** Sail names a revision after its Istio resource, followed by the version when it keeps several side by side. */
function patchSail({ revision }: ControlPlane, spec: Readonly<Record<string, string>>): string {
  const istio = revision.replace(/-v\d+-\d+-\d+[a-z0-9-]*$/, "");
  return command(
    "kubectl",
    "patch",
    `istios.sailoperator.io/${istio}`,
    "--type=merge",
    `--patch=${JSON.stringify({ spec })}`,
  );
}

/** Both resources must be called "default"; they may live in a namespace of their own. */
function sailAgent(
  { component, namespace, platform }: AgentWish,
  version: IstioVersion | null,
): string {
  return manifest({
    apiVersion: "sailoperator.io/v1",
    kind: component === "ztunnel" ? "ZTunnel" : "IstioCNI",
    metadata: { name: "default" },
    spec: {
      ...(version === null ? {} : { version: `v${plainVersion(version)}` }),
      namespace,
      ...(component === "ztunnel" ? {} : { profile: "ambient" }),
      ...(platform === null ? {} : { values: { global: { platform } } }),
    },
  });
}
