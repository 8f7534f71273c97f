/** For tests: an inventory from a few lines of YAML, made by the parsers that read a real cluster. */
import type { Inventory } from "./facts.ts";
import { type CollectedOptions, collectedFrom } from "./from-kubernetes/fixture.ts";
import { understand } from "./understand.ts";

export { collectedFrom } from "./from-kubernetes/fixture.ts";

export interface FixtureOptions extends CollectedOptions {
  /** 2026-08-22T12:00:00Z when left out. */
  readonly takenAt?: string;
}

/**
 * What a scan would make of these objects.
 * @throws Error for YAML that is broken or holds a kind that is not read.
 */
export function inventoryFrom(yaml: string, options: FixtureOptions = {}): Inventory {
  return understand(collectedFrom(yaml, options), options.takenAt ?? "2026-08-22T12:00:00Z");
}
