import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { moveWindows } from "./move-sides.ts";
import {
  compareMove,
  MOVE_BOUNDS,
  type Move,
  type MoveComparison,
  type MoveSamples,
} from "./moves.ts";
import {
  GATEWAY,
  type HourFigures,
  hoursOf,
  LATER,
  MOVE,
  STEADY,
  samplesOf,
  swapped,
} from "./testing/moves.ts";

const MIB = 1024 ** 2;
const FIGURES = ["latency", "errors", "memory", "cpu"] as const;

/** A week before like STEADY, and one after as told. */
function moved(after: Partial<HourFigures>, before: Partial<HourFigures> = {}): MoveComparison {
  return compareMove(
    samplesOf(
      hoursOf("before", () => before),
      hoursOf("after", () => after),
    ),
    LATER,
  );
}

/** With plain spaces, as it reads. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

function verdicts(comparison: MoveComparison) {
  return Object.fromEntries(FIGURES.map((figure) => [figure, comparison[figure].verdict]));
}

describe("a move with the same load on both sides", () => {
  test("that freed memory and CPU and shortened the tail is better in these", () => {
    const comparison = moved({ p99: 40, memory: 120 * MIB, cpu: 100 });
    expect(verdicts(comparison)).toEqual({
      latency: "better",
      errors: "same",
      memory: "better",
      cpu: "better",
    });
    expect(plain(comparison.latency.because)).toBe(
      "p99 went from 80 ms to 40 ms: more than the hours vary (middle half 80 ms to 80 ms before, 40 ms to 40 ms after). " +
        "p90 stayed at 20 ms. p50 stayed at 8 ms.",
    );
    expect(plain(comparison.memory.because)).toContain("Memory went from 600 MiB to 120 MiB");
  });

  test("that lengthened requests, failed more of them and takes more is worse", () => {
    const comparison = moved({ p50: 16, errorRatio: 0.02, memory: 900 * MIB, cpu: 700 });
    expect(verdicts(comparison)).toEqual({
      latency: "worse",
      errors: "worse",
      memory: "worse",
      cpu: "worse",
    });
    expect(plain(comparison.errors.because)).toBe(
      "0.1 % of requests failed before, 2 % after; a usual hour had 0.1 %, then 2 %.",
    );
  });

  test("is worse in latency where the tail got longer, whatever the median gained", () => {
    expect(moved({ p50: 4, p99: 300 }).latency.verdict).toBe("worse");
  });

  test("shows its sample and its hours", () => {
    const { before, after, final } = moved({});
    const windows = moveWindows(MOVE);
    expect(before).toMatchObject({
      from: new Date(windows.before.from).toISOString(),
      to: "2026-11-02T09:00:00.000Z",
      hours: 168,
      requests: 168 * 36_000,
      requestsPerSecond: 10,
      p99: { median: 80, low: 80, high: 80, hours: 168 },
    });
    expect(before?.errorRatio).toBeCloseTo(0.001, 10);
    expect(after?.from).toBe("2026-11-02T11:00:00.000Z");
    expect(final).toBe(true);
  });
});

describe("what is too close to be told", () => {
  test("is the same inside one bucket of Envoy's histogram, however steady it is", () => {
    const { latency } = moved({ p50: 4.8, p90: 20, p99: 80 }, { p50: 1.2 });
    expect(latency.verdict).toBe("same");
    expect(plain(latency.because)).toContain(
      "p50 went from 1.2 ms to 4.8 ms: one bucket of the histogram (1 ms to 5 ms)",
    );
  });

  test("is the same within the spread of the hours", () => {
    const waves = (level: number) => (hour: number) => ({
      p99: level + 40 * Math.sin(hour),
      cpu: 3 * level + 150 * Math.sin(hour),
    });
    const { latency, cpu } = compareMove(
      samplesOf(hoursOf("before", waves(90)), hoursOf("after", waves(110))),
      LATER,
    );
    expect(latency.verdict).toBe("same");
    expect(plain(latency.because)).toContain("no more than the hours vary");
    expect(cpu.verdict).toBe("same");
  });

  test("is the same below a twentieth, even where nothing varies", () => {
    const { memory } = moved({ memory: 580 * MIB });
    expect(memory.verdict).toBe("same");
    expect(plain(memory.because)).toBe("Memory went from 600 MiB to 580 MiB: less than 5 % apart.");
  });

  test("is told as nothing of both where there is nothing on either side", () => {
    expect(plain(moved({ memory: 0, cpu: 0 }, { memory: 0, cpu: 0 }).memory.because)).toBe(
      "Memory stayed at 0 B.",
    );
  });

  test("is not called worse when a few hours failed and the others did not", () => {
    const bursts = (hour: number) => ({ errorRatio: hour < 5 ? 0.5 : 0.001 });
    const { errors } = compareMove(
      samplesOf(
        hoursOf("before", () => ({})),
        hoursOf("after", bursts),
      ),
      LATER,
    );
    expect(errors.verdict).toBe("not-comparable");
    expect(plain(errors.because)).toContain("0.1 % of requests failed before, 1.59 % after");
  });
});

describe("what cannot be compared", () => {
  test("is a move whose load differed by more than a tenth, in every figure", () => {
    const comparison = moved({ requests: 40_500, p99: 40, memory: 0, cpu: 0, errorRatio: 0.5 });
    expect(Object.values(verdicts(comparison))).toEqual(Array(4).fill("not-comparable"));
    expect(plain(comparison.memory.because)).toBe(
      "The load differed: 6,048,000 requests before and 6,804,000 after in the same 168 hours of the week, 11.1 % apart. More than 10 % is not compared.",
    );
    expect(moved({ requests: 40_000, p99: 40 }).latency.verdict).toBe("better");
  });

  test("is what sidecars saw before and a waypoint after", () => {
    const comparison = compareMove(
      {
        move: MOVE,
        seen: [
          {
            vantage: { reporter: "destination", through: null },
            hours: hoursOf("before", () => ({})),
          },
          {
            vantage: { reporter: "waypoint", through: null },
            hours: hoursOf("after", () => ({ memory: 120 * MIB })),
          },
        ],
      },
      LATER,
    );
    expect(comparison.vantage).toBeNull();
    expect(comparison.latency).toEqual({
      verdict: "not-comparable",
      because:
        "Requests were seen from the sidecars that received them before the move and seen from the waypoint that passed them on after it: two places on the way, which cannot be compared.",
    });
    expect(comparison.memory.verdict).toBe("better");
    expect(plain(comparison.memory.because)).toContain("How the load differed is not known.");
    expect(comparison.cpu.verdict).toBe("not-comparable");
    expect(comparison.before?.requests).toBeNull();
    expect(comparison.before?.memory?.median).toBe(600 * MIB);
  });

  test("is a namespace that left HTTP metrics behind", () => {
    const gone = { requests: null, errorRatio: null, p50: null, p90: null, p99: null };
    const seen = { reporter: "destination", through: null } as const;
    const { latency } = compareMove(
      samplesOf(
        hoursOf("before", () => ({})),
        hoursOf("after", () => gone),
        seen,
      ),
      LATER,
    );
    expect(plain(latency.because)).toContain("nobody reported any after it");
  });

  test("is a p99 of fewer than 1,000 requests, while the median still counts", () => {
    const few = { requests: 30 };
    const { latency } = moved({ ...few, p50: 30 }, few);
    expect(latency.verdict).toBe("worse");
    expect(plain(latency.because)).toContain("p99 cannot be told: 0 hours of the week");
  });

  test("is a day that both sides do not have", () => {
    const day = (side: "before" | "after") =>
      hoursOf(side, (hour) => (hour < 20 ? { p99: side === "before" ? 80 : 20 } : null));
    const shared = compareMove(
      samplesOf(
        hoursOf("before", () => ({})),
        day("after"),
      ),
      LATER,
    );
    expect(shared.latency).toEqual({
      verdict: "not-comparable",
      because: "Only 20 hours of the week were measured on both sides; it takes 24.",
    });
    expect(shared.final).toBe(true);
  });

  test("is a namespace of which nothing was measured", () => {
    const comparison = compareMove({ move: MOVE, seen: [] }, LATER);
    expect(comparison).toMatchObject({ vantage: null, before: null, after: null });
    expect(plain(comparison.latency.because)).toBe("No requests to this namespace were measured.");
    expect(plain(comparison.memory.because)).toBe("Memory was not measured before the move.");
  });
});

describe("the hours after a move", () => {
  const all = samplesOf(
    hoursOf("before", () => ({})),
    hoursOf("after", () => ({ p99: 40 })),
  );

  test("are waited for, and what is there already is not judged before a day is over", () => {
    const early = compareMove(all, "2026-11-02T16:30:00.000Z");
    expect(early.final).toBe(false);
    for (const figure of FIGURES) {
      expect(early[figure]).toEqual({
        verdict: "not-comparable",
        because: "Waits for hours after the move: 5 of at least 24 can be compared so far.",
      });
    }
    const next = compareMove(all, "2026-11-04T00:00:00.000Z");
    expect(next.final).toBe(false);
    expect(next.latency.verdict).toBe("better");
    expect(next.after?.hours).toBe(37);
  });

  test("begin 15 minutes after the move was seen, and what lies between the snapshots counts on neither side", () => {
    const { before, after } = moveWindows(MOVE);
    expect(new Date(before.to).toISOString()).toBe("2026-11-02T09:00:00.000Z");
    expect(new Date(after.from).toISOString()).toBe("2026-11-02T11:00:00.000Z");
    expect(before.to - before.from).toBe(after.to - after.from);
    const late = moveWindows({ ...MOVE, enrolledAt: "2026-11-02T10:50:00.000Z" });
    expect(new Date(late.after.from).toISOString()).toBe("2026-11-02T12:00:00.000Z");
  });
});

describe("a namespace that moved twice", () => {
  const before = hoursOf("before", () => ({}));
  const after = hoursOf("after", () => ({ memory: 100 * MIB }));
  const compared = (move: Partial<Move>) =>
    compareMove({ ...samplesOf(before, after), move: { ...MOVE, ...move } }, LATER);

  test("is compared by the hours since it had come back from its move before", () => {
    const { before: side, memory } = compared({ since: "2026-10-31T09:30:00.000Z" });
    expect(side).toMatchObject({ from: "2026-10-31T10:00:00.000Z", hours: 47 });
    expect(memory.verdict).toBe("better");
  });

  test("is compared by the hours until it went back", () => {
    const { after: side, memory } = compared({ until: "2026-11-04T10:30:00.000Z" });
    expect(side).toMatchObject({ to: "2026-11-04T10:00:00.000Z", hours: 47 });
    expect(memory.verdict).toBe("better");
  });

  test("is final once it went back, and not comparable when that was at once", () => {
    const move = { ...MOVE, until: "2026-11-02T10:30:00.000Z" };
    const comparison = compareMove({ ...samplesOf(before, after), move }, "2026-11-03T00:00:00Z");
    expect(comparison).toMatchObject({ after: null, final: true });
    expect(comparison.memory.verdict).toBe("not-comparable");
  });
});

describe("where requests are seen from", () => {
  const everyone = { reporter: "source", through: null } as const;
  const receivers = { reporter: "destination", through: null } as const;
  const seen = (vantage: typeof GATEWAY, figures: Partial<HourFigures>, hours = 168) => ({
    vantage,
    hours: [...hoursOf("before", () => figures, hours), ...hoursOf("after", () => figures, hours)],
  });
  const vantage = (...views: MoveSamples["seen"]) =>
    compareMove({ move: MOVE, seen: views }, LATER).vantage;

  test("is an ingress gateway first, the busiest of several, then whoever sends", () => {
    const second = { reporter: "source", through: "internal" } as const;
    expect(
      vantage(seen(receivers, {}), seen(everyone, {}), seen(GATEWAY, { requests: 100 })),
    ).toEqual(GATEWAY);
    expect(vantage(seen(GATEWAY, { requests: 100 }), seen(second, {}))).toEqual(second);
    expect(vantage(seen(receivers, {}), seen(everyone, {}))).toEqual(everyone);
  });

  test("is passed over when it saw too little", () => {
    expect(vantage(seen(GATEWAY, { requests: 1 }), seen(everyone, {}))).toEqual(everyone);
    expect(vantage(seen(GATEWAY, {}, 10), seen(everyone, {}))).toEqual(everyone);
    expect(vantage(seen(GATEWAY, {}, 10))).toEqual(GATEWAY);
  });
});

describe("whatever was measured", () => {
  const maybe = (figure: fc.Arbitrary<number>) => fc.option(figure, { nil: null, freq: 6 });
  const hour = fc.record<HourFigures>({
    requests: maybe(fc.integer({ min: 0, max: 5000 })),
    errorRatio: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
    p50: maybe(fc.double({ min: 0.1, max: 400, noNaN: true })),
    p90: maybe(fc.double({ min: 0.1, max: 800, noNaN: true })),
    p99: maybe(fc.double({ min: 0.1, max: 4000, noNaN: true })),
    memory: maybe(fc.integer({ min: 0, max: 2 ** 33 })),
    cpu: maybe(fc.integer({ min: 0, max: 9000 })),
  });
  const side = (which: "before" | "after") =>
    fc
      .array(fc.option(hour, { nil: null, freq: 8 }), { minLength: 0, maxLength: 60 })
      .map((hours) => hoursOf(which, (at) => hours[at] ?? null, hours.length));
  const anySamples = fc.tuple(side("before"), side("after")).map(([a, b]) => samplesOf(a, b));
  /** One level on each side with a little noise: what is likely to be told apart. */
  const levels = fc
    .tuple(
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), { minLength: 168, maxLength: 168 }),
    )
    .map(([factor, noise]) => {
      const figures = (times: number) => (at: number) => {
        const by = times * (noise[at] ?? 1);
        return {
          p50: 8 * by,
          p90: 20 * by,
          p99: 80 * by,
          memory: 1e8 * by,
          cpu: 400 * by,
          errorRatio: 0.02 * by,
        };
      };
      return samplesOf(hoursOf("before", figures(1)), hoursOf("after", figures(factor)));
    });
  const turned = {
    better: "worse",
    worse: "better",
    same: "same",
    "not-comparable": "not-comparable",
  };

  test("swapping the sides turns better into worse and leaves the rest", () => {
    fc.assert(
      fc.property(fc.oneof(anySamples, levels), (samples) => {
        const [there, back] = [compareMove(samples, LATER), compareMove(swapped(samples), LATER)];
        for (const figure of ["errors", "memory", "cpu"] as const) {
          expect(back[figure].verdict).toBe(turned[there[figure].verdict]);
        }
        // Of quantiles that changed both ways the one that got worse is told, on whichever side one stands.
        const both = [there.latency.verdict, back.latency.verdict];
        if (both.some((verdict) => verdict !== "worse")) {
          expect(both[1]).toBe(turned[there.latency.verdict]);
        }
      }),
    );
  });

  test("nothing is claimed where the load differed by more than the bound", () => {
    fc.assert(
      fc.property(levels, fc.double({ min: 0.01, max: 100, noNaN: true }), (samples, factor) => {
        const [seen] = samples.seen;
        const { after } = moveWindows(MOVE);
        const hours = (seen?.hours ?? []).map((each) =>
          Date.parse(each.at) >= after.from ? { ...each, requests: 36_000 * factor } : each,
        );
        const comparison = compareMove({ move: MOVE, seen: [{ vantage: GATEWAY, hours }] }, LATER);
        const apart = Math.abs(1 - factor) / Math.max(1, factor);
        const claims = FIGURES.filter((figure) => comparison[figure].verdict !== "not-comparable");
        if (apart > MOVE_BOUNDS.load + 1e-9) expect(claims).toEqual([]);
        if (apart < MOVE_BOUNDS.load - 1e-9) expect(claims).toEqual([...FIGURES]);
      }),
    );
  });

  test("an hour that was not measured is left out and never counts as nothing", () => {
    fc.assert(
      fc.property(levels, fc.uniqueArray(fc.nat(167), { maxLength: 120 }), (samples, missing) => {
        const [seen] = samples.seen;
        const gone = new Set(missing);
        const unmeasured = Object.fromEntries(Object.keys(STEADY).map((name) => [name, null]));
        const hours = seen?.hours ?? [];
        const punched = hours.map((each, at) => (gone.has(at) ? { ...each, ...unmeasured } : each));
        const holes = compareMove(
          { move: MOVE, seen: [{ vantage: GATEWAY, hours: punched }] },
          LATER,
        );
        const absent = compareMove(
          {
            move: MOVE,
            seen: [{ vantage: GATEWAY, hours: hours.filter((_, at) => !gone.has(at)) }],
          },
          LATER,
        );
        expect(holes).toEqual(absent);
        expect(holes.before?.hours).toBe(168 - gone.size);
        const lowest = Math.min(...hours.map(({ memory }) => memory ?? Number.POSITIVE_INFINITY));
        expect(holes.before?.memory?.low).toBeGreaterThanOrEqual(lowest);
        for (const at of gone) {
          const step = [...Array(6).keys()].map((each) => Math.floor(at / 6) * 6 + each);
          if (step.every((each) => gone.has(each))) {
            expect(holes.course.before.memory[Math.floor(at / 6)]).toBeNull();
          }
        }
      }),
    );
  });

  test("noise alone is never called a change", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = drawing(seed);
        const noisy = () => {
          const by = 0.5 + 1.5 * draw();
          return { p50: 8 * by, p90: 40 * by, p99: 90 * by, memory: 1e8 * by, cpu: 400 * by };
        };
        const comparison = compareMove(
          samplesOf(hoursOf("before", noisy), hoursOf("after", noisy)),
          LATER,
        );
        expect(Object.values(verdicts(comparison))).toEqual(Array(4).fill("same"));
      }),
      { numRuns: 300 },
    );
  });

  test("a little noise does not turn a clear change round", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.9, max: 1.1, noNaN: true }), {
          minLength: 336,
          maxLength: 336,
        }),
        (draws) => {
          const figures = (from: number, level: number) => (at: number) => {
            const by = level * (draws[from + at] ?? 1);
            return {
              p50: 8 * by,
              p90: 40 * by,
              p99: 160 * by,
              memory: 1e8 * by,
              cpu: 400 * by,
              errorRatio: 0.1 * by,
            };
          };
          const samples = samplesOf(
            hoursOf("before", figures(0, 1)),
            hoursOf("after", figures(168, 0.4)),
          );
          expect(Object.values(verdicts(compareMove(samples, LATER)))).toEqual(
            Array(4).fill("better"),
          );
          expect(Object.values(verdicts(compareMove(swapped(samples), LATER)))).toEqual(
            Array(4).fill("worse"),
          );
        },
      ),
    );
  });
});

/** Numbers from 0 to 1, evenly spread and the same for the same seed (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
