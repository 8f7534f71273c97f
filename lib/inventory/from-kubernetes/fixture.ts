/** For tests: what a reader would hand over for a few lines of YAML, made by the parsers that read a real cluster. */
import { parseAllDocuments } from "yaml";
import type { Collected, RecordName, Unread } from "../model.ts";
import { createCollector, type ReadEnd } from "./collector.ts";
import { objectsIn } from "./documents.ts";
import { RESOURCES } from "./resources.ts";
import type { Witnesses } from "./witnesses.ts";

export interface CollectedOptions {
  /** "live" when left out. */
  readonly input?: Collected["input"];
  /** v1.33.4 when left out. */
  readonly kubernetesVersion?: string | null;
  readonly apiGroups?: readonly string[] | null;
  /** Kinds that the YAML does not have are complete and empty; true when left out. */
  readonly complete?: boolean;
  /** Slices that could not be read at all, whatever the YAML says. */
  readonly unread?: { readonly [R in RecordName]?: Exclude<Unread["reason"], "unparsed"> };
  /** What to do with kinds that no scan reads; they are a mistake in a fixture unless "ignored". */
  readonly otherKinds?: "ignored";
  /** Asked of every object; nobody when left out. */
  readonly witnesses?: Witnesses;
}

/**
 * What a reader would hand over for these objects.
 * @throws Error for YAML that is broken or holds a kind that is not read.
 */
export function collectedFrom(yaml: string, options: CollectedOptions = {}): Collected {
  const { input = "live", complete = true, unread = {}, otherKinds } = options;
  const collector = createCollector({ input, witnesses: options.witnesses });
  const seen = new Set<string>();

  for (const document of parseAllDocuments(yaml)) {
    const [error] = document.errors;
    if (error) throw error;
    for (const { raw, kind, resource } of objectsIn(document.toJS())) {
      if (resource === null) {
        if (otherKinds === "ignored") continue;
        throw new Error(`The fixture has a ${kind} (${raw.apiVersion}), which no scan reads.`);
      }
      if (unread[resource.slice]) continue;
      seen.add(resource.resource);
      collector.add(resource, raw);
    }
  }

  for (const resource of RESOURCES) {
    const reason = unread[resource.slice];
    const wasRead = complete || seen.has(resource.resource);
    const end: ReadEnd | null = reason
      ? { outcome: reason, detail: `${resource.resource} could not be read (${reason}).` }
      : wasRead
        ? { outcome: "read" }
        : null;
    if (end) collector.note(resource, end);
  }

  const { kubernetesVersion = "v1.33.4", apiGroups = null } = options;
  return collector.collected({ kubernetesVersion, apiGroups });
}
