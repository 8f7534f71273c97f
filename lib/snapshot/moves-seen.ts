/** Which moves the snapshots of a cluster saw happen. */
import type { Phase } from "../migration/model.ts";
import type { PhaseChange } from "./history-model.ts";
import type { Move } from "./moves.ts";
import { isAmbientPhase } from "./timeline-order.ts";

/**
 * The moves of a cluster, newest first: a namespace that was seen with sidecars, and then in ambient mode. One that went
 * back and came again moved more than once. One that was ambient when it was first seen did not move under our eyes, and
 * one that came from outside of the mesh left no sidecars behind. `changes` are spans that begin with another phase than
 * the one before, `takenAt` the moments of all snapshots, each oldest first. While a phase could not be told, nobody saw
 * where the namespace was: that stretch lies between `before` and `enrolledAt`.
 */
export function movesSeen(
  changes: readonly PhaseChange[],
  takenAt: readonly string[],
): readonly Move[] {
  const byName = Map.groupBy(changes, ({ name }) => name);
  return [...byName]
    .flatMap(([namespace, spans]) => movesOf(namespace, spans, takenAt))
    .toSorted((one, other) => (one.enrolledAt > other.enrolledAt ? -1 : 1));
}

/** Phases without sidecars of the mesh. */
const OUTSIDE: ReadonlySet<Phase> = new Set<Phase>(["excluded", "not-in-mesh"]);

interface Stretch {
  readonly ambient: boolean;
  readonly spans: readonly PhaseChange[];
}

function movesOf(
  namespace: string,
  spans: readonly PhaseChange[],
  takenAt: readonly string[],
): readonly Move[] {
  const lastSeen = (span: PhaseChange) => {
    const end = spans[spans.indexOf(span) + 1]?.fromAt;
    const within = (moment: string) => moment >= span.fromAt && (end === undefined || moment < end);
    return takenAt.findLast(within) ?? span.fromAt;
  };
  const stretches = stretchesOf(spans);
  return stretches.flatMap((stretch, at): Move[] => {
    const outside = stretches[at - 1];
    const [enrolled, out] = [stretch.spans[0], outside?.spans.at(-1)];
    if (!stretch.ambient || !outside || !enrolled || !out) return [];
    if (outside.spans.every(({ phase }) => phase !== null && OUTSIDE.has(phase))) return [];

    const since = at > 1 ? outside.spans[0]?.fromAt : undefined;
    const last = at < stretches.length - 1 ? stretch.spans.at(-1) : undefined;
    return [
      {
        namespace,
        before: lastSeen(out),
        enrolledAt: enrolled.fromAt,
        ...(since !== undefined && { since }),
        ...(last && { until: lastSeen(last) }),
      },
    ];
  });
}

/** Spans within ambient mode and outside of it by turns; those that tell no phase belong to neither. */
function stretchesOf(spans: readonly PhaseChange[]): readonly Stretch[] {
  const found: { readonly ambient: boolean; readonly spans: PhaseChange[] }[] = [];
  for (const span of spans) {
    if (span.phase === null) continue;
    const ambient = isAmbientPhase(span.phase);
    const last = found.at(-1);
    if (last?.ambient === ambient) last.spans.push(span);
    else found.push({ ambient, spans: [span] });
  }
  return found;
}
