import { expect, test } from "vitest";
import { phaseParts } from "../ui/stacked-bar.tsx";
import { phaseCaption } from "./phase-caption.ts";

test("the largest phases are named and the others counted", () => {
  const parts = phaseParts([
    { phase: "sidecar", namespaces: 2 },
    { phase: "ready", namespaces: 3 },
    { phase: "waypoint-active", namespaces: 1 },
    { phase: "enrolled", namespaces: 1 },
    { phase: "done", namespaces: 5 },
    { phase: "not-in-mesh", namespaces: 40 },
  ]);
  expect(phaseCaption(parts, "en")).toBe("5 done, 3 ready to start, 2 sidecar, 2 in other phases");
});

test("one phase is said as it is", () => {
  expect(phaseCaption(phaseParts([{ phase: "sidecar", namespaces: 37 }]), "en")).toBe("37 sidecar");
});
