import type { GatewayApiCrd } from "./facts.ts";
import type { CustomResourceDefinition } from "./model.ts";

/** Gateway API resources with the release they were installed from. https://gateway-api.sigs.k8s.io/concepts/versioning/ */
export function gatewayApiCrds(
  definitions: readonly CustomResourceDefinition[],
): readonly GatewayApiCrd[] {
  return definitions
    .filter(({ group }) => group === GROUP)
    .map(({ plural, served, annotations }) => ({
      plural,
      served,
      bundle: bundleOf(annotations[`${GROUP}/bundle-version`]),
      channel: CHANNELS.find((known) => known === annotations[`${GROUP}/channel`]) ?? null,
    }));
}

/** Compares bundles as numbers; negative when `a` is older. */
export function compareBundles(a: string, b: string): number {
  const left = a.split(".").map(Number);
  const right = b.split(".").map(Number);
  for (const [at, part] of left.entries()) {
    const other = right[at];
    if (other !== undefined && part !== other) return part - other;
  }
  return left.length - right.length;
}

function bundleOf(text: string | undefined): string | null {
  const found = text === undefined ? null : BUNDLE.exec(text.slice(0, 64));
  return found?.[1] ?? null;
}

const GROUP = "gateway.networking.k8s.io";
const CHANNELS = ["standard", "experimental"] as const;
const BUNDLE = /^v?(\d{1,4}\.\d{1,4}\.\d{1,4})/;
