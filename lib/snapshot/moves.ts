/**
 * A move is a namespace's step from sidecars into ambient mode, and what was measured before and after it. Memory is
 * bytes, CPU millicores, latency milliseconds, times ISO 8601 UTC.
 */

import type { Reporter } from "./measurement.ts";
import { MOVE_BOUNDS } from "./move-bounds.ts";
import { judgeErrors, judgeLatency, judgeResource } from "./move-judgements.ts";
import {
  courseOf,
  type MoveView,
  moveWindows,
  resourceHours,
  sideOf,
  viewOf,
} from "./move-sides.ts";
import type { Spread } from "./spread.ts";

export { COURSE_STEP, MOVE_BOUNDS, MOVE_WINDOW } from "./move-bounds.ts";
export type { Spread } from "./spread.ts";

/** When a namespace moved, as snapshots saw it. */
export interface Move {
  readonly namespace: string;
  /** The last snapshot that saw it outside of ambient mode. */
  readonly before: string;
  /** The first snapshot that saw it enrolled. It moved between the two; that stretch is compared with nothing. */
  readonly enrolledAt: string;
  /** The first snapshot that saw it back outside, when it had moved before. */
  readonly since?: string | undefined;
  /** The last snapshot that saw it in ambient mode, when it went back. */
  readonly until?: string | undefined;
}

/** Where requests were seen from. Only the same place before and after can be compared. */
export interface Vantage {
  readonly reporter: Reporter;
  /** The gateway workload whose own reports were taken ("istio-ingressgateway"); null: every reporter of that kind. */
  readonly through: string | null;
}

/** One hour of a namespace. */
export interface MoveHour {
  /** When the hour began. */
  readonly at: string;
  readonly requests: number | null;
  /** 0 to 1. */
  readonly errorRatio: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  /** Of its sidecars and waypoints. ztunnel is not a namespace's own. */
  readonly memory: number | null;
  readonly cpu: number | null;
}

/** What a source told of one move. */
export interface MoveSamples {
  readonly move: Move;
  /** Per vantage, hours in the order of time. Memory and CPU stand in every one of them alike. */
  readonly seen: readonly { readonly vantage: Vantage; readonly hours: readonly MoveHour[] }[];
}

export type MoveVerdict = "better" | "same" | "worse" | "not-comparable";

/** One side of a comparison: the hours that were taken, and what they had. */
export interface MoveSide {
  /** When the first of the hours began and the last one ended. */
  readonly from: string;
  readonly to: string;
  /** Hours of the week that the other side has too. A figure may rest on fewer of them: its spread says on how many. */
  readonly hours: number;
  /** Of the hours whose requests are known on both sides. */
  readonly requests: number | null;
  readonly requestsPerSecond: number | null;
  /** Of all requests of these hours, 0 to 1. */
  readonly errorRatio: number | null;
  /** Median over the hours that both sides have, and how far the middle half of them reaches. */
  readonly p50: Spread | null;
  readonly p90: Spread | null;
  readonly p99: Spread | null;
  readonly memory: Spread | null;
  readonly cpu: Spread | null;
}

/** What became of one figure, and why it is called that. */
export interface MoveJudgement {
  readonly verdict: MoveVerdict;
  readonly because: string;
}

/** How one side went, for a chart: columns over steps of COURSE_STEP hours, every hour of the window, compared or not. */
export interface MoveCourse {
  /** When the first step began. */
  readonly from: string;
  readonly requestsPerSecond: readonly (number | null)[];
  /** The medians of the hours of a step; null where none was measured. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  readonly memory: readonly (number | null)[];
  readonly cpu: readonly (number | null)[];
}

/** A move with both sides compared. Stored for each move; once final it never changes. */
export interface MoveComparison {
  readonly move: Move;
  /** null: nothing was seen from one place before and after. */
  readonly vantage: Vantage | null;
  readonly before: MoveSide | null;
  readonly after: MoveSide | null;
  readonly course: { readonly before: MoveCourse; readonly after: MoveCourse };
  readonly latency: MoveJudgement;
  readonly errors: MoveJudgement;
  readonly memory: MoveJudgement;
  readonly cpu: MoveJudgement;
  /** false while hours after the move are still to come; it is then worked out again with the next scan. */
  readonly final: boolean;
}

/**
 * Compares what a namespace had before its move with what it had after, and says better or worse only where that can be
 * told:
 *
 * - Seven days on both sides, and an hour of the week counts only where both have it: Monday at ten is compared with
 *   Monday at ten. What lies between the two snapshots that saw the move, and 15 minutes after, counts for nothing.
 * - Requests are taken from one place on both sides. An ingress gateway as the sender comes first, since the move does not
 *   change it; then all senders; then whoever else reported before and after. Sidecars report as "destination" and waypoints
 *   as "waypoint", from different places on the way, so the one before is never compared with the other after.
 *   https://istio.io/latest/docs/reference/config/metrics/
 * - Nothing is claimed when the load differed by more than a tenth, nor of CPU when it is not known. Memory of a proxy
 *   follows its configuration rather than the load, so it is judged then too, and the sentence says so.
 *   https://istio.io/latest/docs/ops/deployment/performance-and-scalability/
 * - A quantile needs ten requests beyond it (1,000 for p99), and an hour counts for it with at least one.
 * - A change is real when each median lies outside of the middle half of the other side's hours and three of four hours of
 *   the week changed the same way. The spread of several windows as the measure of noise:
 *   https://github.com/solo-io/service-mesh-for-less-blog
 * - Two latencies in one bucket of Envoy's histogram are the same as far as can be told: what Prometheus gives between the
 *   limits is interpolated. https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc,
 *   https://prometheus.io/docs/practices/histograms/#errors-of-quantile-estimation
 *
 * Rollouts of the application or of Istio meanwhile are not seen here. What was not measured stays a gap.
 * @param now ISO 8601; hours that had not ended by then are left out
 */
export function compareMove(samples: MoveSamples, now: string): MoveComparison {
  const windows = moveWindows(samples.move);
  const views = samples.seen.map(({ vantage, hours }) => viewOf(vantage, hours, windows, now));
  const view = bestView(views);
  const resources = viewOf(null, resourceHours(samples), windows, now);
  const final = Date.parse(now) >= windows.after.to;
  const context = { views, view, resources, final };
  return {
    move: samples.move,
    vantage: view?.vantage ?? null,
    before: sideOf("before", view ?? resources, resources.pairs),
    after: sideOf("after", view ?? resources, resources.pairs),
    course: {
      before: courseOf(view?.before ?? resources.before, resources.before, windows.before),
      after: courseOf(view?.after ?? resources.after, resources.after, windows.after),
    },
    latency: judgeLatency(context),
    errors: judgeErrors(context),
    memory: judgeResource("memory", context),
    cpu: judgeResource("cpu", context),
    final,
  };
}

/**
 * The first place in the order of preference that saw enough on both sides; without one, the place that saw most. It is
 * chosen by how much was seen and never by what was seen.
 */
function bestView(views: readonly MoveView[]): MoveView | null {
  const inOrder = views
    .filter(({ loaded }) => loaded.length > 0)
    .toSorted((a, b) => preference(a) - preference(b) || b.requests - a.requests);
  const enough = inOrder.find(
    ({ loaded, requests }) =>
      loaded.length >= MOVE_BOUNDS.hours && requests >= MOVE_BOUNDS.requests.p99,
  );
  return enough ?? inOrder.toSorted((a, b) => b.loaded.length - a.loaded.length)[0] ?? null;
}

function preference({ vantage }: MoveView): number {
  if (vantage?.reporter === "source") return vantage.through === null ? 1 : 0;
  return vantage?.reporter === "destination" ? 2 : 3;
}
