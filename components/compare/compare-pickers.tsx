"use client";

import { ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { Select } from "@/components/ui/input.tsx";
import type { SnapshotMoment } from "@/lib/db/shapes.ts";
import { momentText, printable } from "@/lib/format.ts";
import { type CompareAddress, compareHref, THRESHOLDS } from "./address.ts";
import { CopyLink } from "./copy-link.tsx";

/** One side as its picker shows it. */
export interface PickedSide {
  readonly clusterId: string;
  /** "" while nothing of this cluster can be picked. */
  readonly snapshotId: string;
  /** What can be picked, newest first. */
  readonly moments: readonly SnapshotMoment[];
}

/** Two snapshots, each by its cluster and its moment, and how much noise is hidden. A form before any script runs. */
export function ComparePickers({
  clusterId,
  clusters,
  from,
  to,
  address,
}: {
  clusterId: string;
  clusters: readonly { readonly id: string; readonly name: string }[];
  from: PickedSide;
  to: PickedSide;
  address: Pick<CompareAddress, "threshold" | "filter">;
}) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const here = { ...address, from: from.snapshotId, to: to.snapshotId };
  const go = (change: Partial<CompareAddress>) =>
    startTransition(() =>
      router.push(compareHref(homeOf(change), { ...here, ...change }), { scroll: false }),
    );
  /** A comparison stands on the pages of one of its clusters. */
  const homeOf = ({ fromCluster, toCluster }: Partial<CompareAddress>) => {
    const sides = [toCluster ?? to.clusterId, fromCluster ?? from.clusterId];
    return sides.find((side) => side === clusterId) ?? sides[0] ?? clusterId;
  };
  const side = (
    which: "from" | "to",
    label: string,
    { clusterId: picked, snapshotId, moments }: PickedSide,
  ) => (
    <fieldset className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
      <legend className="pb-1 font-semibold text-ink-soft text-xs">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {clusters.length > 1 ? (
          <Select
            aria-label={`${label}: cluster`}
            value={picked}
            className="mono w-auto min-w-0 flex-1 basis-full sm:basis-28"
            onChange={({ target }) =>
              go({ [which]: undefined, [`${which}Cluster`]: target.value || undefined })
            }
          >
            {clusters.map(({ id, name }) => (
              <option key={id} value={id}>
                {printable(name, 60)}
              </option>
            ))}
          </Select>
        ) : null}
        <Select
          name={which}
          aria-label={`${label}: snapshot`}
          value={snapshotId}
          className="w-auto min-w-0 flex-[2] basis-full sm:basis-44 tabular-nums"
          onChange={({ target }) => go({ [which]: target.value })}
        >
          {snapshotId === "" ? <option value="">no snapshot</option> : null}
          {moments.map(({ id, takenAt }) => (
            <option key={id} value={id}>
              {momentText(takenAt)}
            </option>
          ))}
        </Select>
      </div>
    </fieldset>
  );

  return (
    <Card aria-label="What is compared" className="p-4 print:hidden">
      <form
        action={compareHref(clusterId, {})}
        aria-busy={pending}
        className="flex flex-wrap items-end gap-x-3 gap-y-3"
      >
        {side("from", "Before", from)}
        <Button asChild variant="ghost" size="icon" className="mb-0.5">
          <Link
            href={compareHref(clusterId, { ...address, from: to.snapshotId, to: from.snapshotId })}
            aria-label="Swap the two"
            title="Swap the two"
            scroll={false}
            prefetch={false}
          >
            <ArrowLeftRight aria-hidden />
          </Link>
        </Button>
        {side("to", "After", to)}
        <div className="flex flex-col gap-1">
          <label htmlFor="threshold" className="font-semibold text-ink-soft text-xs">
            Hide changes of less than
          </label>
          <Select
            id="threshold"
            name="threshold"
            value={address.threshold}
            onChange={({ target }) => go({ threshold: Number(target.value) })}
          >
            {[...new Set([...THRESHOLDS, address.threshold])]
              .sort((a, b) => a - b)
              .map((threshold) => (
                <option key={threshold} value={threshold}>
                  {threshold === 1 ? "hide nothing" : `${threshold} pods`}
                </option>
              ))}
          </Select>
        </div>
        <Button type="submit" className="noscript:inline-flex hidden">
          Compare
        </Button>
        {from.snapshotId && to.snapshotId ? <CopyLink path={compareHref(clusterId, here)} /> : null}
      </form>
    </Card>
  );
}
