import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { RANGE_WORDS, RANGES, type Range } from "./ranges.ts";

/** How far back the charts of a page reach. */
export function RangeTabs({
  chosen,
  hrefOf,
  className = "",
}: {
  chosen: Range;
  hrefOf: (range: Range) => string;
  className?: string;
}) {
  return (
    <LinkTabs
      label="Time range"
      className={className}
      tabs={RANGES.map((range) => ({
        href: hrefOf(range),
        label: RANGE_WORDS[range],
        current: range === chosen,
      }))}
    />
  );
}
