/**
 * A check says what it reads, what it looks at, and what is wrong with one of them. It never queries and never
 * knows the time except through the inventory. Reading a slice that it did not declare does not compile.
 */
import type { Inventory, SliceName, Slices } from "../inventory/facts.ts";
import type { ObjectRef, Unread } from "../inventory/model.ts";
import { judge } from "./judge.ts";

export type Severity = "blocker" | "warning" | "info";

/** Groups of the catalogue, in the order of its page. */
export type CheckGroup =
  | "platform"
  | "topology"
  | "workloads"
  | "security"
  | "traffic"
  | "waypoints";

export interface Source {
  readonly title: string;
  readonly url: string;
}

/** What to do, with names filled in. `command` and `yaml` are ready to copy. */
export interface Remedy {
  readonly text: string;
  readonly command?: string;
  readonly yaml?: string;
}

/** Where it was seen: the field as kubectl spells its path and the value found there. */
export interface Evidence {
  readonly object: ObjectRef;
  readonly field: string;
  readonly value: string;
}

/** One thing wrong, as `inspect` reports it. */
export interface Problem {
  readonly severity: Severity;
  /** Names a variant of the check: "openstatus-style-slug". */
  readonly facet?: string;
  /** A security control would disappear without an error: shown first. */
  readonly security?: boolean;
  /** The object to change or look at. */
  readonly object: ObjectRef;
  /** The namespace whose move it concerns; null when it concerns the whole cluster. */
  readonly namespace: string | null;
  /** What is wrong, one sentence. */
  readonly problem: string;
  /** Why it matters, one or two sentences. */
  readonly why: string;
  readonly remedy: Remedy;
  readonly evidence: readonly Evidence[];
  /**
   * A later step of the migration removes it (for example policies that the waypoint takes over), so it does not
   * hold back the phases. Absent means it does when it is a blocker: `hard` of the phase table.
   */
  readonly removedByMigration?: boolean;
}

/** A subject about which the check cannot decide, with the sentence that says what is missing. */
export interface CouldNotTell {
  readonly couldNotTell: string;
  /** The resource that was missing, as kubectl spells it. */
  readonly resource: string;
}

/** A problem with its address: what `run` hands on. */
export interface Finding extends Problem {
  readonly check: string;
  /** Stable over scans: hash of check, facet, namespace and object. See fingerprint() in run.ts. */
  readonly fingerprint: string;
}

export type Outcome = "passed" | "failed" | "not-applicable" | "undetermined";

/** `unread` on a failed verdict: it found something, and there may be more that it could not see. */
export type Verdict =
  | { readonly outcome: "passed"; readonly examined: number }
  | {
      readonly outcome: "failed";
      readonly examined: number;
      readonly findings: readonly Finding[];
      readonly unread: readonly Unread[];
    }
  | { readonly outcome: "not-applicable" }
  | {
      readonly outcome: "undetermined";
      readonly unread: readonly Unread[];
      readonly reference?: string;
    };

/** The declared slices as plain arrays: what subjects and inspect receive. */
export type Reading<R extends SliceName> = { readonly [S in R]: readonly Slices[S][] };

/**
 * Slices a check looks at to say more, or only for some subjects: null when one could not be read. Their doubt does
 * not make the check undetermined by itself, so nothing may pass because of them: a subject that leans on one says
 * CouldNotTell when it was not read in full.
 */
export type Consulted<C extends SliceName> = { readonly [S in C]: readonly Slices[S][] | null };

/** Facts about the inventory that every check may use. */
export interface CheckContext {
  readonly input: Inventory["input"];
  readonly takenAt: string;
  readonly kubernetesVersion: string | null;
  /** False for a slice that was not read or only in part: what a check says of a consulted one then stays open. */
  readonly readInFull: (slice: SliceName) => boolean;
}

export interface CheckDefinition<R extends SliceName, S, C extends SliceName = never> {
  /** Slug that names what it finds; also its folder, its address and its database key. */
  readonly id: string;
  /** What holds when it passes: "Every waypoint a service asks for exists". */
  readonly title: string;
  /** What it is called where it fails: "EnvoyFilters on workloads". Heads lists of findings. */
  readonly finds: string;
  readonly group: CheckGroup;
  /** The worst severity it can report. */
  readonly severity: Severity;
  readonly security?: boolean;
  readonly reads: readonly R[];
  readonly consults?: readonly C[];
  /** Istio versions it applies to, as minors; absent means every supported one. */
  readonly versions?: { readonly from?: string; readonly to?: string };
  readonly sources: readonly Source[];
  /** What it looks at. No subjects: not applicable. */
  subjects(slices: Reading<R> & Consulted<C>, context: CheckContext): readonly S[];
  /** What is wrong with one subject; an empty list when nothing is. */
  inspect(
    subject: S,
    slices: Reading<R> & Consulted<C>,
    context: CheckContext,
  ): readonly (Problem | CouldNotTell)[];
}

/** A check with its subject type hidden, so that checks of every kind stand in one catalogue. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** What it is called where it fails: "EnvoyFilters on workloads". Heads lists of findings. */
  readonly finds: string;
  readonly group: CheckGroup;
  readonly severity: Severity;
  readonly security: boolean;
  readonly reads: readonly SliceName[];
  readonly versions: { readonly from?: string; readonly to?: string };
  readonly sources: readonly Source[];
  /** Judges one inventory. Never throws for bad data; a throw is a bug that run.ts turns into undetermined. */
  judge(inventory: Inventory): Verdict;
}

/** A check for the catalogue. Its slices and subjects are known to the compiler here and nowhere else. */
export function defineCheck<R extends SliceName, S, C extends SliceName = never>(
  definition: CheckDefinition<R, S, C>,
): Check {
  const { id, title, finds, group, severity, reads, sources } = definition;
  return {
    id,
    title,
    finds,
    group,
    severity,
    security: definition.security === true,
    reads,
    versions: definition.versions ?? {},
    sources,
    judge: (inventory) => judge(definition, inventory),
  };
}
