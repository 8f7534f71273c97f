import type { RetentionEffect } from "@/lib/db/shapes.ts";
import { counted, dayText, printable } from "@/lib/format.ts";
import type { Answer } from "../api.ts";
import { ErrorLine } from "../ui/field.tsx";

/** What a policy would delete now, by cluster, and what is left. */
export function RetentionPreview({
  effect,
  locale,
}: {
  effect: Answer<RetentionEffect> | null;
  locale: string;
}) {
  return (
    <div aria-live="polite" className="min-h-16 rounded-md bg-sunken px-3 py-2">
      {effect === null ? (
        <p className="text-ink-faint">Counting what this would delete…</p>
      ) : effect.ok ? (
        <Effect effect={effect.value} locale={locale} />
      ) : effect.field === null ? (
        <ErrorLine>{effect.sentence}</ErrorLine>
      ) : (
        <p className="text-ink-faint">What this would delete appears here.</p>
      )}
    </div>
  );
}

function Effect({
  effect: { snapshots, keeps, oldest, byCluster },
  locale,
}: {
  effect: RetentionEffect;
  locale: string;
}) {
  return (
    <>
      <p className="font-semibold">
        {snapshots === 0
          ? "Nothing would be deleted now."
          : `${counted(snapshots, "snapshot", "snapshots", locale)} would be deleted now.`}
      </p>
      {byCluster.length > 0 ? (
        <ul className="mt-1 grid gap-x-6 sm:grid-cols-2">
          {byCluster.map((cluster) => (
            <li key={cluster.clusterId} className="flex justify-between gap-3">
              <span className="mono min-w-0 truncate">{printable(cluster.name, 80)}</span>
              <span className="shrink-0 tabular-nums">
                {counted(cluster.snapshots, "snapshot", "snapshots", locale)}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="text-ink-soft">
        {oldest === null
          ? "There is no snapshot yet."
          : `${counted(keeps, "snapshot stays", "snapshots stay", locale)}, the oldest of ${dayText(oldest)}.`}
      </p>
    </>
  );
}
