/** What is declared on purpose about how a demo cluster is used. */
import type { Rhythm } from "./rhythm.ts";

export interface Story {
  readonly rhythm: Rhythm;
  /** Requests per second that one replica gets in the busiest hour: from, to. */
  readonly perReplica: readonly [number, number];
  /** When its Prometheus was down: the day, counted back from today, the hour it began (UTC, may be negative), and how many. */
  readonly outages: readonly {
    readonly daysAgo: number;
    readonly hour: number;
    readonly hours: number;
  }[];
  /** When all pods of a namespace were restarted, which begins their counters again: the day, and the hour (UTC). */
  readonly restarts?: readonly {
    readonly namespace: string;
    readonly daysAgo: number;
    readonly hour: number;
  }[];
  readonly namespaces: Readonly<Record<string, NamespaceStory>>;
}

/** What is not left to chance about one namespace. Milliseconds. */
export interface NamespaceStory {
  /** What its applications take themselves, in the median. */
  readonly median?: number;
  /** What a sidecar at the server adds for a caller outside; absent: 2. */
  readonly sidecar?: number;
  /** What two ztunnels add for a caller outside; absent: 0.5. */
  readonly ztunnel?: number;
  /** What its applications take longer since the calls that they make of each other go through the waypoint. */
  readonly throughWaypoint?: number;
  /** From this day on, counted back from today, its callers ask so many times as often. */
  readonly surge?: { readonly daysAgo: number; readonly times: number };
  /** Workload of the gateway that its callers outside come through; absent: the first. */
  readonly gateway?: string;
  /** Share of requests that fail in a usual hour; absent: one in a thousand. */
  readonly errors?: number;
  /** An evening on which so large a share failed. */
  readonly incident?: { readonly daysAgo: number; readonly share: number };
}
