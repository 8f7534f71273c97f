/** What stands behind a pain, namespace by namespace, in words. */
import { bytes, count, percent, quantityText } from "@/lib/format.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type {
  NamespaceStart,
  PathPain,
  StartPain,
  UpgradePain,
} from "@/lib/snapshot/pain-model.ts";
import { seconds } from "./rows.ts";

export interface NamespaceRow {
  readonly namespace: string;
  /** null is a gap. */
  readonly cells: readonly (string | null)[];
}

/** Memory of sidecars, used where it was measured and else requested; most first, unknown ones left out. */
export function memoryRows(
  measurement: Measurement | null,
  requested: SnapshotDocument["requested"],
  locale: string,
): readonly NamespaceRow[] {
  const told = measurement?.parts.sidecar ? measurement : requested;
  return (told?.namespaces ?? [])
    .flatMap(({ namespace, sidecar }) =>
      sidecar?.memory != null && sidecar.proxies
        ? [{ namespace, proxies: sidecar.proxies, memory: sidecar.memory }]
        : [],
    )
    .toSorted((a, b) => b.memory - a.memory)
    .map(({ namespace, proxies, memory }) => ({
      namespace,
      cells: [
        count(proxies, locale),
        quantityText(bytes(memory, locale)),
        quantityText(bytes(memory / proxies, locale)),
      ],
    }));
}

/** How long half of the pods took to start, with a sidecar and without; the slowest with one first. */
export function startRows(
  { namespaces }: Pick<StartPain, "namespaces">,
  locale: string,
): readonly NamespaceRow[] {
  return namespaces
    .filter(({ sidecar, without }) => sidecar.seconds !== null || without.seconds !== null)
    .toSorted((a, b) => (b.sidecar.seconds?.p50 ?? -1) - (a.sidecar.seconds?.p50 ?? -1))
    .map(({ namespace, sidecar, without, wait }) => ({
      namespace,
      cells: [
        startText(sidecar),
        startText(without),
        sidecar.pods + sidecar.unknown === 0
          ? NO_PODS
          : wait.share === null
            ? null
            : quantityText(percent(wait.share, locale)),
      ],
    }));
}

const NO_PODS = "no pods";

/** null: there are pods, and none of them tells. */
function startText({ pods, unknown, seconds: known }: NamespaceStart["sidecar"]): string | null {
  if (pods + unknown === 0) return NO_PODS;
  return known && seconds(known.p50);
}

/** Pods that must restart for the proxy of the next version. */
export function upgradeRows(
  { namespaces }: Pick<UpgradePain, "namespaces">,
  locale: string,
): readonly NamespaceRow[] {
  return namespaces.map(({ namespace, sidecars, older, unknown }) => ({
    namespace,
    cells: [count(sidecars, locale), count(older, locale), count(unknown, locale)],
  }));
}

/** What stands on the way of a namespace's requests, most sidecars first. */
export function pathRows(
  { namespaces }: Pick<PathPain, "namespaces">,
  locale: string,
): readonly NamespaceRow[] {
  const yesNo = (value: boolean | null) => (value === null ? null : value ? "yes" : "no");
  return namespaces
    .toSorted((a, b) => b.sidecars - a.sidecars)
    .map(({ namespace, sidecars, ambient, waypoint, required }) => ({
      namespace,
      cells: [count(sidecars, locale), count(ambient, locale), yesNo(waypoint), yesNo(required)],
    }));
}
