/** For tests: the features that a few lines of YAML use, read by the parsers that read a real cluster. */
import { type CollectedOptions, collectedFrom } from "../inventory/from-kubernetes/fixture.ts";
import { understand } from "../inventory/understand.ts";
import type { FeatureUse } from "./model.ts";
import { FEATURE_WITNESSES } from "./rules.ts";
import { featureUses } from "./uses.ts";

/** @throws Error when a feature is asked for that does not exist. */
export function usesIn(
  yaml: string,
  options: CollectedOptions = {},
): (feature: string) => FeatureUse {
  const collected = collectedFrom(yaml, { ...options, witnesses: FEATURE_WITNESSES });
  const uses = featureUses(collected, understand(collected, "2026-11-23T00:00:00Z"));
  return (feature) => {
    const use = uses?.find((each) => each.feature === feature);
    if (!use) throw new Error(`${feature} is no feature.`);
    return use;
  };
}
