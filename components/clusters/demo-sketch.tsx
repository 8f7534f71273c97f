import type { PhaseCount } from "@/lib/snapshot/document.ts";
import { phaseParts, StackedBar } from "../ui/stacked-bar.tsx";

const SKETCH: readonly { readonly name: string; readonly phases: readonly PhaseCount[] }[] = [
  {
    name: "large",
    phases: [
      { phase: "sidecar", namespaces: 60 },
      { phase: "ready", namespaces: 30 },
      { phase: "waypoint-deployed", namespaces: 6 },
      { phase: "enrolled", namespaces: 4 },
    ],
  },
  {
    name: "half way",
    phases: [
      { phase: "sidecar", namespaces: 24 },
      { phase: "ready", namespaces: 14 },
      { phase: "waypoint-active", namespaces: 14 },
      { phase: "enrolled", namespaces: 14 },
      { phase: "sidecars-removed", namespaces: 12 },
      { phase: "done", namespaces: 22 },
    ],
  },
  { name: "finished", phases: [{ phase: "done", namespaces: 1 }] },
];

/** How the three sample clusters look, roughly: a picture, not figures, so it is not read out. */
export function DemoSketch() {
  return (
    <ul aria-hidden className="flex w-full max-w-md flex-col gap-2 py-1 text-ink-faint text-xs">
      {SKETCH.map(({ name, phases }) => (
        <li key={name} className="grid grid-cols-[4.5rem_1fr] items-center gap-2">
          {name}
          <StackedBar label={name} size="sm" locale="en" parts={phaseParts(phases)} />
        </li>
      ))}
    </ul>
  );
}
