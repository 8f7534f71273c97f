import type { NamespacePlan } from "../build/namespace.ts";
import {
  all,
  type Change,
  held,
  labelled,
  ran,
  WITH_SIDECARS,
  WITHOUT_HBONE,
  withoutWaypoint,
} from "./past.ts";

/** On which day, counted back from today, one namespace took each step of the procedure; absent: it did not, or before. */
export interface Journey {
  readonly name: string;
  /** Restarted, so that its sidecars accept HBONE. */
  readonly restarted?: number;
  readonly waypoint?: number;
  /** Got copies of its policies or routes for the waypoint. */
  readonly translated?: number;
  /** Its Services are bound to the waypoint. */
  readonly bound?: number;
  readonly enrolled?: number;
  /** No longer injected and restarted without sidecars; what only sidecars enforce was deleted. */
  readonly finished?: number;
  /** Names of the copies. */
  readonly copies?: readonly string[];
  /** What was deleted in the end. */
  readonly sources?: NonNullable<NamespacePlan["objects"]>;
}

const INJECTION = { "istio-injection": "enabled" };

/** The steps of a namespace that stands where its journey ended, as changes to take back. */
export function journey(way: Journey): readonly Change[] {
  const { name, copies = [], sources = [] } = way;
  const steps: readonly (readonly [number | undefined, string, Change["before"]])[] = [
    [
      way.finished,
      `${name} runs without sidecars`,
      all(ran(name, WITH_SIDECARS), labelled(name, [], INJECTION), held(name, [], sources)),
    ],
    [
      way.enrolled,
      `${name} is labelled for ambient`,
      labelled(name, ["istio.io/dataplane-mode"], INJECTION),
    ],
    [way.bound, `${name} uses its waypoint`, labelled(name, ["istio.io/use-waypoint"])],
    [way.translated, `${name} has its policies at the waypoint`, held(name, copies)],
    [way.waypoint, `${name} has a waypoint`, withoutWaypoint(name)],
    [way.restarted, `${name} speaks HBONE`, ran(name, WITHOUT_HBONE)],
  ];
  return steps.flatMap(([daysAgo, what, before]) =>
    daysAgo === undefined ? [] : [{ daysAgo, what, before }],
  );
}
