/**
 * A move is a namespace's step from sidecars into ambient mode, and what was measured before and after it. Words here;
 * the comparison itself is `compareMove`. Memory is bytes, CPU millicores, latency milliseconds, times ISO 8601 UTC.
 */
import type { Reporter } from "./measurement.ts";

/** When a namespace moved, as snapshots saw it. */
export interface Move {
  readonly namespace: string;
  /** The last snapshot that saw it outside of ambient mode. */
  readonly before: string;
  /** The first snapshot that saw it enrolled. It moved between the two; that stretch is compared with nothing. */
  readonly enrolledAt: string;
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
  readonly hours: number;
  readonly requests: number | null;
  readonly requestsPerSecond: number | null;
  readonly errorRatio: number | null;
  /** Median over the hours, and how far the middle half of them reaches. */
  readonly p50: Spread | null;
  readonly p90: Spread | null;
  readonly p99: Spread | null;
  readonly memory: Spread | null;
  readonly cpu: Spread | null;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** What became of one figure, and why it is called that. */
export interface MoveJudgement {
  readonly verdict: MoveVerdict;
  readonly because: string;
}

/** A move with both sides compared. Stored for each move; once final it never changes. */
export interface MoveComparison {
  readonly move: Move;
  /** null: nothing was seen from one place before and after. */
  readonly vantage: Vantage | null;
  readonly before: MoveSide | null;
  readonly after: MoveSide | null;
  readonly latency: MoveJudgement;
  readonly errors: MoveJudgement;
  readonly memory: MoveJudgement;
  readonly cpu: MoveJudgement;
  /** false while hours after the move are still to come; it is then worked out again with the next scan. */
  readonly final: boolean;
}
