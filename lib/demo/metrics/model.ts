/**
 * How a demo cluster is used, at any time of the last weeks: what its containers need, who calls whom how often, how
 * long that takes, and when nobody measured it. Nothing is stored: it follows from what is declared and from dice that
 * always fall alike. Days are counted back from an anchor, so the same past is told whenever it is asked about.
 */

import type { NamespacePlan } from "../build/namespace.ts";
import type { DemoNode } from "../build/nodes.ts";
import { type Shares, sharesOf } from "./latency.ts";
import { DAY, HOUR, loadOf, SCRAPE, wobble } from "./rhythm.ts";
import { type Container, type Flow, type HttpReport, type Roster, rosterOf } from "./roster.ts";
import type { Standing } from "./standing.ts";
import type { Story } from "./story.ts";

/** A cluster as its fleet file declares it. */
export interface MeasuredCluster {
  readonly cluster: string;
  readonly nodes: readonly DemoNode[];
  readonly story: Story;
  /** What it ran so many days ago: applications, and what stands beside them. */
  plan(daysAgo: number): {
    readonly namespaces: readonly NamespacePlan[];
    readonly standing: readonly Standing[];
  };
  /** Days ago on which something changed. */
  readonly turns: readonly number[];
}

/** A piece of time within one hour, in which the same things ran. */
export interface Piece {
  readonly roster: Roster;
  /** Hours since 1970. */
  readonly hour: number;
  readonly seconds: number;
}

export interface UsageModel {
  readonly cluster: string;
  /** Times are milliseconds since 1970. */
  rosterAt(time: number): Roster;
  /** When the last scrape was that a question about this time finds; null: more than five minutes before. */
  scrapeAt(time: number): number | null;
  /** What the scrapes of a window cover; null when there are not two of them. */
  covered(from: number, to: number): readonly Piece[] | null;
  /** When a container last began, and its counters with it. */
  beganAt(container: Container, time: number): number;
  /** Bytes. */
  memoryOf(container: Container, hour: number): number;
  /** Cores. */
  cpuOf(container: Container, hour: number): number;
  /** Requests or connections per second. */
  rateOf(flow: Flow, hour: number): number;
  /** Whether any of them ever failed. */
  fails(flow: Flow): boolean;
  /** Share of requests that fail. */
  failingOf(flow: Flow, hour: number): number;
  /** Shares of requests by bucket of duration. */
  durationsOf(report: HttpReport, hour: number): Shares;
}

/** Prometheus keeps so many days, and looks so far back for a last value. */
const RETENTION = 75 * DAY;
const LOOKBACK = 5 * 60_000;

/** Between the scan that does not see a change yet and the one that does, at this time of day. */
const CHANGED_AT = 14 * HOUR;

/** The usage of a cluster whose today began at `anchor`, milliseconds. */
export function usageModel(declared: MeasuredCluster, anchor: number): UsageModel {
  const { cluster, story } = declared;
  const dayOf = (daysAgo: number) => anchor - daysAgo * DAY;
  const outages = story.outages.map(({ daysAgo, hour, hours }) => {
    const from = dayOf(daysAgo) + hour * HOUR;
    return { from, to: from + hours * HOUR };
  });
  const oldest = anchor - RETENTION;

  const turns = [...new Set(declared.turns)].toSorted((one, other) => one - other);
  const rosters = new Map<number, Roster>();
  const daysAgoAt = (time: number) =>
    Math.max(0, Math.ceil((anchor - (time - CHANGED_AT)) / DAY) - 1);
  /** Days between two changes are alike: the last of them stands for all. */
  const rosterAt = (time: number): Roster => {
    const daysAgo = daysAgoAt(time);
    const stretch = turns.filter((turn) => turn < daysAgo).at(-1);
    const key = stretch === undefined ? 0 : stretch + 1;
    const known = rosters.get(key);
    if (known) return known;
    const made = rosterOf({ cluster, nodes: declared.nodes, story, ...declared.plan(key) });
    rosters.set(key, made);
    return made;
  };

  const outageAt = (time: number) => outages.find(({ from, to }) => time >= from && time < to);
  const surgeOf = (namespace: string, hour: number): number => {
    const surge = story.namespaces[namespace]?.surge;
    return surge && hour * HOUR >= dayOf(surge.daysAgo + 1) + CHANGED_AT ? surge.times : 1;
  };
  const loadAt = remembered((hour) => loadOf(story.rhythm, hour));

  return {
    cluster,
    rosterAt,
    scrapeAt(time) {
      if (time < oldest) return null;
      const outage = outageAt(time);
      if (!outage) return time;
      return time - outage.from < LOOKBACK ? outage.from - 1 : null;
    },
    covered(from, to) {
      const start = Math.max(oldest, outageAt(from)?.to ?? from);
      const end = outageAt(to)?.from ?? to;
      return end - start < 2 * SCRAPE ? null : [...piecesOf(start, end, rosterAt)];
    },
    beganAt: ({ seed, namespace }, time) =>
      Math.max(
        lastRelease(seed, time),
        ...(story.restarts ?? [])
          .filter((restart) => restart.namespace === namespace)
          .map(({ daysAgo, hour }) => dayOf(daysAgo) + hour * HOUR)
          .filter((began) => began <= time),
      ),
    memoryOf: ({ memory, seed, namespace }, hour) =>
      memory * (1 + 0.08 * loadAt(hour) * surgeOf(namespace, hour) + 0.02 * wobble(seed, hour)),
    cpuOf: ({ cpu, work, seed, namespace }, hour) =>
      (cpu + work * loadAt(hour) * surgeOf(namespace, hour)) * (1 + 0.08 * wobble(seed + 1, hour)),
    rateOf: ({ rate, seed, destination }, hour) =>
      rate * loadAt(hour) * surgeOf(destination.namespace, hour) * (1 + 0.04 * wobble(seed, hour)),
    fails: ({ destination: { namespace } }) => story.namespaces[namespace]?.errors !== 0,
    failingOf({ seed, destination: { namespace } }, hour) {
      const { errors = 0.001, incident } = story.namespaces[namespace] ?? {};
      const began = incident && dayOf(incident.daysAgo) / HOUR + 18;
      const failing = began !== undefined && hour >= began && hour < began + 3;
      return failing ? (incident?.share ?? 0) : errors * (1 + 0.5 * wobble(seed + 2, hour));
    },
    durationsOf: ({ flow, latency }, hour) => sharesOf(latency, wobble(flow.seed + 3, hour)),
  };
}

/** Each container is replaced every one to two weeks, at a minute of its own. */
function lastRelease(seed: number, time: number): number {
  const period = (7 + (seed % 8)) * DAY;
  const phase = (seed % 20_160) * 60_000;
  return Math.floor((time - phase) / period) * period + phase;
}

function* piecesOf(from: number, to: number, rosterAt: (time: number) => Roster): Iterable<Piece> {
  for (let start = from; start < to; ) {
    const hour = Math.floor(start / HOUR);
    const end = Math.min(to, (hour + 1) * HOUR);
    yield { roster: rosterAt(start), hour, seconds: (end - start) / 1000 };
    start = end;
  }
}

function remembered(of: (hour: number) => number): (hour: number) => number {
  const known = new Map<number, number>();
  return (hour) => {
    const value = known.get(hour) ?? of(hour);
    known.set(hour, value);
    return value;
  };
}
