import type { Inventory, SliceName, Slices } from "../inventory/facts.ts";
import type { Slice, Unread } from "../inventory/model.ts";
import type {
  CheckContext,
  CheckDefinition,
  Consulted,
  CouldNotTell,
  Finding,
  Problem,
  Reading,
  Verdict,
} from "./define.ts";
import { fingerprint } from "./fingerprint.ts";
import { uniqueFindings } from "./order.ts";
import { line, printable } from "./text.ts";

/**
 * Runs one check over one inventory. A slice that was not read at all leaves it undetermined. A slice read in part
 * can still prove that something is wrong, never that nothing is.
 */
export function judge<R extends SliceName, S, C extends SliceName>(
  definition: CheckDefinition<R, S, C>,
  inventory: Inventory,
): Verdict {
  const missing = definition.reads.flatMap((name) => unreadOf(inventory.slices[name]));
  const blind = definition.reads.some((name) => inventory.slices[name].read === "unread");
  if (blind) return { outcome: "undetermined", unread: unique(missing) };

  const age = versionFit(definition, inventory);
  if (age === "outside") return { outcome: "not-applicable" };
  if (age !== "inside") return { outcome: "undetermined", unread: age.unread };

  const reading = {
    ...readingOf(definition.reads, inventory),
    ...consultedOf(definition.consults ?? [], inventory),
  };
  const context: CheckContext = {
    input: inventory.input,
    takenAt: inventory.takenAt,
    kubernetesVersion: inventory.kubernetesVersion,
    readInFull: (name) => inventory.slices[name].read === "complete",
  };
  const subjects = definition.subjects(reading, context);
  const said = subjects.flatMap((subject) => definition.inspect(subject, reading, context));

  const unread = unique([
    ...missing,
    ...said.filter(isDoubt).map((doubt) => asUnread(doubt, inventory)),
  ]);
  const findings = uniqueFindings(
    said
      .filter(isProblem)
      .map(printable)
      .map(
        (problem): Finding => ({
          ...problem,
          check: definition.id,
          fingerprint: fingerprint({ ...problem, check: definition.id }),
        }),
      ),
  );

  const examined = subjects.length;
  if (findings.length > 0) return { outcome: "failed", examined, findings, unread };
  if (unread.length > 0) return { outcome: "undetermined", unread };
  return examined === 0 ? { outcome: "not-applicable" } : { outcome: "passed", examined };
}

function unreadOf(slice: Slice<unknown>): readonly Unread[] {
  return slice.read === "complete" ? [] : slice.unread;
}

/** "Outside" needs every control plane to be of a known version that the check does not speak about. */
function versionFit(
  { versions, id }: Pick<CheckDefinition<SliceName, unknown>, "versions" | "id">,
  { slices }: Inventory,
): "inside" | "outside" | { readonly unread: readonly Unread[] } {
  if (versions === undefined) return "inside";
  if (slices.controlPlanes.read === "unread") return { unread: slices.controlPlanes.unread };

  const minors = slices.controlPlanes.items.map(({ version }) =>
    version === null ? null : version.major * 1000 + version.minor,
  );
  const from = versions.from === undefined ? 0 : minorOf(versions.from, id);
  const to = versions.to === undefined ? Number.POSITIVE_INFINITY : minorOf(versions.to, id);
  const known = minors.filter((minor) => minor !== null);
  if (known.some((minor) => minor >= from && minor <= to)) return "inside";
  if (known.length === minors.length && slices.controlPlanes.read === "complete") return "outside";
  return {
    unread: [
      ...unreadOf(slices.controlPlanes),
      {
        resource: "deployments.apps",
        reason: "unparsed",
        detail: "The version of istiod could not be recognised.",
      },
    ],
  };
}

function minorOf(text: string, id: string): number {
  const [major, minor] = text.split(".").map(Number);
  if (major === undefined || minor === undefined || Number.isNaN(major + minor)) {
    throw new Error(`Check ${id} names the version "${text}", which is not a minor such as 1.27.`);
  }
  return major * 1000 + minor;
}

/**
 * The declared slices and no others. The cast is safe because every key of R is set from the slice of that very
 * name, and a slice that was not read never gets here.
 */
function readingOf<R extends SliceName>(reads: readonly R[], inventory: Inventory): Reading<R> {
  const entries = reads.map((name): [R, readonly Slices[SliceName][]] => {
    const slice = inventory.slices[name];
    return [name, slice.read === "unread" ? [] : slice.items];
  });
  return Object.fromEntries(entries) as Reading<R>;
}

/** As readingOf, and safe for the same reason; a slice that was not read is null. */
function consultedOf<C extends SliceName>(
  consults: readonly C[],
  inventory: Inventory,
): Consulted<C> {
  const entries = consults.map((name): [C, readonly Slices[SliceName][] | null] => {
    const slice = inventory.slices[name];
    return [name, slice.read === "unread" ? null : slice.items];
  });
  return Object.fromEntries(entries) as Consulted<C>;
}

function isProblem(one: Problem | CouldNotTell): one is Problem {
  return !isDoubt(one);
}

function isDoubt(one: Problem | CouldNotTell): one is CouldNotTell {
  return "couldNotTell" in one;
}

/** A resource that was read but did not say enough counts as unparsed; otherwise the reader's own reason stands. */
function asUnread({ couldNotTell, resource }: CouldNotTell, { coverage }: Inventory): Unread {
  const detail = line(couldNotTell);
  const outcome = coverage.find((row) => row.resource === resource)?.outcome;
  switch (outcome) {
    case "not-permitted":
    case "failed":
    case "timed-out":
    case "not-in-dump":
    case "cancelled":
      return { resource, reason: outcome, detail };
    case "read":
    case "not-installed":
    case "partly-read":
    case "taken-as-absent":
    case "unparsed":
    case undefined:
      return { resource, reason: "unparsed", detail };
  }
}

function unique(unread: readonly Unread[]): Unread[] {
  return [...new Map(unread.map((one) => [JSON.stringify(one), one])).values()];
}
