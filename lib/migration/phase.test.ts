import fc from "fast-check";
import { expect, test } from "vitest";
import { PHASES } from "./model.ts";
import { type PhaseFacts, phaseOf } from "./phase.ts";

const nothing: PhaseFacts = {
  excluded: null,
  ambient: false,
  injected: false,
  pods: {
    sidecar: 0,
    sidecarHbone: 0,
    ambient: 0,
    pending: 0,
    plainSelected: 0,
    stuck: 0,
    candidates: 0,
    infrastructure: 0,
    live: 0,
  },
  podsKnown: true,
  need: "none",
  waypointReady: false,
  waypointBound: false,
  anyBound: false,
  translated: true,
  securityTranslated: true,
  policiesKnown: true,
  hard: 0,
  left: 0,
};

const facts = (
  change: Partial<Omit<PhaseFacts, "pods">>,
  pods: Partial<PhaseFacts["pods"]> = {},
): PhaseFacts => ({
  ...nothing,
  ...change,
  pods: { ...nothing.pods, ...pods },
});

const sidecars = { sidecar: 3, sidecarHbone: 3, candidates: 3, live: 3 };

test.each<[string, PhaseFacts, string]>([
  ["a system namespace is excluded", facts({ excluded: "System namespace." }), "excluded"],
  [
    "no label and no sidecar is outside the mesh",
    facts({}, { live: 4, candidates: 4 }),
    "not-in-mesh",
  ],
  [
    "a sidecar that cannot accept HBONE is not ready",
    facts({ injected: true }, { ...sidecars, sidecarHbone: 2 }),
    "sidecar",
  ],
  ["an open blocker keeps it in sidecar", facts({ injected: true, hard: 1 }, sidecars), "sidecar"],
  ["HBONE everywhere and no blocker is ready", facts({ injected: true }, sidecars), "ready"],
  [
    "a required waypoint that is missing does not hold back ready",
    facts({ injected: true, need: "required" }, sidecars),
    "ready",
  ],
  [
    "a ready waypoint without translated policies",
    facts({ injected: true, need: "required", waypointReady: true, translated: false }, sidecars),
    "waypoint-deployed",
  ],
  [
    "a ready waypoint with a blocker open",
    facts({ injected: true, need: "required", waypointReady: true, hard: 1 }, sidecars),
    "waypoint-deployed",
  ],
  [
    "translated and not bound",
    facts({ injected: true, need: "required", waypointReady: true }, sidecars),
    "policies-translated",
  ],
  [
    "bound before the label",
    facts(
      {
        injected: true,
        need: "required",
        waypointReady: true,
        waypointBound: true,
        anyBound: true,
      },
      sidecars,
    ),
    "waypoint-active",
  ],
  [
    "labelled with sidecars left",
    facts(
      { ambient: true, injected: true, need: "required", waypointBound: true, anyBound: true },
      { ...sidecars, ambient: 1 },
    ),
    "enrolled",
  ],
  ["labelled and injected without any pod", facts({ ambient: true, injected: true }), "enrolled"],
  [
    "sidecars gone while the waypoint is not bound",
    facts({ ambient: true, need: "required" }, { ambient: 3, candidates: 3 }),
    "drift-no-waypoint",
  ],
  [
    "enrolled pods pending",
    facts({ ambient: true }, { ambient: 2, pending: 1, candidates: 3 }),
    "sidecars-removed",
  ],
  [
    "a stale pod that istio-cni skips",
    facts({ ambient: true }, { ambient: 2, stuck: 1, candidates: 3 }),
    "sidecars-removed",
  ],
  [
    "a JWT rule without its twin is not done",
    facts(
      {
        ambient: true,
        need: "required",
        waypointBound: true,
        securityTranslated: false,
        translated: false,
      },
      { ambient: 3 },
    ),
    "sidecars-removed",
  ],
  [
    "a Telemetry without its twin does not hold back done",
    facts({ ambient: true, translated: false }, { ambient: 3 }),
    "done",
  ],
  [
    "a leftover ALLOW policy",
    facts({ ambient: true, left: 1 }, { ambient: 3 }),
    "sidecars-removed",
  ],
  [
    "ambient and clean is done",
    facts({ ambient: true, need: "required", waypointBound: true }, { ambient: 3, candidates: 3 }),
    "done",
  ],
  ["ambient without pods is done by its labels", facts({ ambient: true }), "done"],
])("%s", (_, given, phase) => {
  expect(phaseOf(given).phase).toBe(phase);
});

const anyFacts = fc.record<PhaseFacts>({
  excluded: fc.constantFrom(null, "System namespace."),
  ambient: fc.boolean(),
  injected: fc.boolean(),
  pods: fc.record({
    sidecar: fc.nat(3),
    sidecarHbone: fc.nat(3),
    ambient: fc.nat(3),
    pending: fc.nat(3),
    plainSelected: fc.nat(3),
    stuck: fc.nat(3),
    candidates: fc.nat(9),
    infrastructure: fc.nat(3),
    live: fc.nat(9),
  }),
  podsKnown: fc.boolean(),
  need: fc.constantFrom("none", "recommended", "required"),
  waypointReady: fc.boolean(),
  waypointBound: fc.boolean(),
  anyBound: fc.boolean(),
  translated: fc.boolean(),
  securityTranslated: fc.boolean(),
  policiesKnown: fc.boolean(),
  hard: fc.nat(2),
  left: fc.nat(2),
});

test("a namespace is not called out of the mesh, or done, while some of its pods may be unread", () => {
  expect(phaseOf(facts({})).phase).toBe("not-in-mesh");
  expect(phaseOf(facts({ podsKnown: false }))).toEqual({
    phase: null,
    evidence: [
      "No sidecar, no injection and no ambient label.",
      "Not all of its pods, or its labels, could be read.",
    ],
  });
  expect(phaseOf(facts({ ambient: true, podsKnown: false })).phase).toBe("sidecars-removed");
});

test("every combination of facts has one phase, with evidence", () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const { phase, evidence } = phaseOf(given);
      if (phase === null) expect(given.podsKnown).toBe(false);
      else expect(PHASES).toContain(phase);
      expect(evidence.length).toBeGreaterThan(0);
    }),
  );
});

test("nothing with a sidecar, a leftover or an unserved need is ever done", () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      if (phaseOf(given).phase !== "done") return;
      expect(
        given.pods.sidecar +
          given.pods.stuck +
          given.pods.pending +
          given.pods.plainSelected +
          given.left,
      ).toBe(0);
      expect(given.need === "required" && !given.waypointBound).toBe(false);
      expect(given.securityTranslated).toBe(true);
      expect(given.policiesKnown).toBe(true);
      expect(given.podsKnown).toBe(true);
    }),
  );
});

test("nothing with an open blocker is ever ready", () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      if (given.hard > 0)
        expect(["ready", "policies-translated"]).not.toContain(phaseOf(given).phase);
    }),
  );
});
