import { describe, expect, test } from "vitest";
import { UNKNOWN } from "@/lib/savings/figure.ts";
import { type FleetCluster, fleetSavings } from "@/lib/savings/fleet.ts";
import type { SavingsInput } from "@/lib/savings/input.ts";
import { savingsCluster, savingsNamespace } from "@/lib/savings/testing/input.ts";
import { fleetAnswer, savedNote } from "./fleet-words.ts";

const NBSP = "\u00a0";

function cluster(name: string, said: Partial<SavingsInput> = {}): FleetCluster {
  return { id: name, name, input: savingsCluster([savingsNamespace("shop", 100)], said) };
}

describe("the fleet's answer", () => {
  test("says what sidecars request, in how many clusters, and what moving them would free", () => {
    const answer = fleetAnswer(fleetSavings([cluster("one"), cluster("two")]), [], "en");
    expect(answer?.sentence.replaceAll(NBSP, " ")).toBe(
      "Sidecars that can leave request 25 GiB and 20 vCPU in 2 clusters. Moving them would free 21.4 GiB of memory.",
    );
    expect(answer).toMatchObject({ priced: false, notes: [] });
  });

  test("is worth money once both prices are given", () => {
    const savings = fleetSavings([cluster("one")], { usdPerVcpuHour: 0.03, usdPerGibHour: 0.004 });
    const answer = fleetAnswer(savings, [], "en");
    expect(answer?.priced).toBe(true);
    expect(answer?.sentence.replaceAll(NBSP, " ")).toMatch(/, likely USD \d+ a month\.$/);
  });

  test("names what was not taken, what is in no sum and what has one of its own", () => {
    const savings = fleetSavings([
      cluster("new"),
      cluster("old", { requestSource: "assumed" }),
      cluster("blind", { requestSource: null }),
    ]);
    const answer = fleetAnswer(savings, ["Hops has to be a number."], "en");
    expect(answer?.notes).toEqual([
      "Not taken from the address: Hops has to be a number.",
      "Pods of blind could not be read: it is in no sum.",
      "The snapshot of old does not know what each sidecar requests: it has a sum of its own, with the assumed request.",
    ]);
  });

  test("is none where no pods could be read", () => {
    expect(fleetAnswer(fleetSavings([cluster("a", { requestSource: null })]), [], "en")).toBeNull();
  });
});

test("what is not known of a saving is left out of its note", () => {
  const [sum] = fleetSavings([cluster("one")]).requests;
  const estimates = sum?.estimates ?? [];
  expect(savedNote(estimates, "memory", "en").replaceAll(NBSP, " ")).toBe("86 %, 10.7 GiB");
  const gap = { memory: UNKNOWN, cpu: UNKNOWN };
  const unknown = estimates.map((each) => ({ ...each, saved: gap, savedShare: gap }));
  expect(savedNote(unknown, "memory", "en")).toBe("");
});
