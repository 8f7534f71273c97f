import { CircleQuestionMark } from "lucide-react";
import { Missing } from "@/components/ui/figure.tsx";
import { count, counted } from "@/lib/format.ts";
import type { FeatureUse } from "@/lib/parity/model.ts";

/** How much a cluster uses a feature: objects, and in how many namespaces. */
export function UseText({
  use,
  locale,
  brief = false,
}: {
  use: FeatureUse | null;
  locale: string;
  /** Leaves out where. */
  brief?: boolean;
}) {
  if (use === null) return <Missing why="This snapshot does not say." />;
  switch (use.used) {
    case "not-used":
      return <span className="text-ink-faint">not in use</span>;
    case "could-not-tell":
      return (
        <span className="inline-flex items-center gap-1 text-unknown">
          <CircleQuestionMark aria-hidden className="size-4 shrink-0" />
          could not tell
        </span>
      );
    case "used":
      return (
        <>
          <span className="font-semibold">{count(use.objectCount, locale)}</span>{" "}
          <span className="text-ink-soft">{use.objectCount === 1 ? "object" : "objects"}</span>{" "}
          {brief ? null : (
            <span className="whitespace-nowrap text-ink-soft text-xs">
              {placesText(use, locale)}
            </span>
          )}
        </>
      );
  }
}

function placesText({ namespaces, meshWide }: FeatureUse, locale: string): string {
  if (meshWide) return "for the whole mesh";
  if (namespaces.length === 0) return "for the whole cluster";
  return `in ${counted(namespaces.length, "namespace", "namespaces", locale)}`;
}
