/** Where namespaces stand in two snapshots, and which way they went. */
import type { NamespaceVerdict, Phase } from "../migration/model.ts";
import type {
  Direction,
  NamespaceChange,
  NamespaceChanges,
  PodModes,
  Standing,
  StandingPart,
} from "./compare-model.ts";
import { readResource } from "./compare-surroundings.ts";
import type { NamespaceRecord, SnapshotDocument } from "./document.ts";

/**
 * Namespaces by name. A name that is on one side only appeared or vanished, unless the other side could not list its
 * namespaces. @param threshold pod counts that differ by less are left out
 */
export function compareNamespaces(
  from: SnapshotDocument,
  to: SnapshotDocument,
  threshold: number,
): NamespaceChanges {
  const before = new Map(from.namespaces.map((namespace) => [namespace.name, namespace]));
  const after = new Map(to.namespaces.map((namespace) => [namespace.name, namespace]));
  const fromListed = readResource(from, "namespaces");
  const toListed = readResource(to, "namespaces");

  const changed: NamespaceChange[] = [];
  const appeared: NamespaceChange[] = [];
  const vanished: NamespaceChange[] = [];
  const open: NamespaceChange[] = [];
  const unmatched: string[] = [];
  const unchanged: string[] = [];
  const hidden: string[] = [];

  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const was = standing(before.get(name));
    const is = standing(after.get(name));
    if (was === null || is === null) {
      const told = was === null ? fromListed : toListed;
      if (!told) unmatched.push(name);
      else if (was === null) appeared.push(oneSided(name, "appeared", was, is));
      else vanished.push(oneSided(name, "vanished", was, is));
      continue;
    }

    const parts = partsOf(was, is, threshold);
    const change = { name, from: was, to: is, parts, direction: directionOf(was, is) };
    const doubtful = isOpen(was) !== isOpen(is);
    if (parts.some((part) => part !== "pods")) changed.push({ ...change, kind: "changed" });
    else if (doubtful) open.push({ ...change, kind: "open", direction: "unknown" });
    else if (parts.length > 0) changed.push({ ...change, kind: "changed" });
    else if (partsOf(was, is, 1).length > 0) hidden.push(name);
    else unchanged.push(name);
  }
  return { changed, appeared, vanished, open, unmatched, unchanged, hidden };
}

/** Live pods of a namespace by data plane; null when pods could not be read. */
export function podModes({ pods }: Pick<NamespaceRecord, "pods">): PodModes | null {
  if (pods === null) return null;
  const { sidecar, ambient, infrastructure, live } = pods;
  return { sidecar, ambient, none: live - sidecar - ambient - infrastructure };
}

/** Along the journey is better, back is worse; into or out of the mesh is neither. */
export function phaseDirection(from: Phase | null, to: Phase | null): Direction {
  if (from === to) return "neutral";
  if (from === null || to === null) return "unknown";
  return ranked(PHASE_RANK[from], PHASE_RANK[to]);
}

/** Closer to done is better. Staying on sidecars is a decision, and leaving the judgement is not a step: neither. */
export function verdictDirection(
  from: NamespaceVerdict | null,
  to: NamespaceVerdict | null,
): Direction {
  if (from === to) return "neutral";
  if (from === "could-not-tell" || to === "could-not-tell") return "unknown";
  return ranked(from === null ? null : VERDICT_RANK[from], to === null ? null : VERDICT_RANK[to]);
}

/** Ambient without its waypoint is worse than anything before it, since policies are not enforced meanwhile. */
const PHASE_RANK: Readonly<Record<Phase, number | null>> = {
  excluded: null,
  "not-in-mesh": null,
  "drift-no-waypoint": 0,
  sidecar: 1,
  ready: 2,
  "waypoint-deployed": 3,
  "policies-translated": 4,
  "waypoint-active": 5,
  enrolled: 6,
  "sidecars-removed": 7,
  done: 8,
};

const VERDICT_RANK: Readonly<Record<NamespaceVerdict, number | null>> = {
  blocked: 0,
  "ready-with-work": 1,
  ready: 2,
  done: 3,
  "stay-on-sidecar": null,
  "could-not-tell": null,
};

function ranked(from: number | null, to: number | null): Direction {
  if (from === null || to === null || from === to) return "neutral";
  return to > from ? "better" : "worse";
}

function standing(namespace: NamespaceRecord | undefined): Standing | null {
  if (!namespace) return null;
  const { phase, verdict, need } = namespace;
  return { phase, verdict, need, pods: podModes(namespace) };
}

function oneSided(
  name: string,
  kind: "appeared" | "vanished",
  from: Standing | null,
  to: Standing | null,
): NamespaceChange {
  return { name, kind, from, to, parts: [], direction: "neutral" };
}

/** Only what both sides know can differ. */
function partsOf(from: Standing, to: Standing, threshold: number): StandingPart[] {
  const parts: StandingPart[] = [];
  if (from.phase !== to.phase && from.phase !== null && to.phase !== null) parts.push("phase");
  if (
    from.verdict !== to.verdict &&
    from.verdict !== "could-not-tell" &&
    to.verdict !== "could-not-tell"
  )
    parts.push("verdict");
  if (from.need !== to.need && from.need !== "could-not-tell" && to.need !== "could-not-tell")
    parts.push("need");
  if (from.pods && to.pods && largestStep(from.pods, to.pods) >= threshold) parts.push("pods");
  return parts;
}

function largestStep(from: PodModes, to: PodModes): number {
  return Math.max(
    Math.abs(from.sidecar - to.sidecar),
    Math.abs(from.ambient - to.ambient),
    Math.abs(from.none - to.none),
  );
}

function isOpen({ phase, verdict }: Standing): boolean {
  return phase === null || verdict === "could-not-tell";
}

/** Where it is outweighs what to do with it. */
function directionOf(from: Standing, to: Standing): Direction {
  const phase = phaseDirection(from.phase, to.phase);
  if (phase === "better" || phase === "worse") return phase;
  const verdict = verdictDirection(from.verdict, to.verdict);
  return verdict === "neutral" ? phase : verdict;
}
