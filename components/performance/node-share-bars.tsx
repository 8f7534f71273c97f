import { finePercent, quantityText } from "@/lib/format.ts";
import { Swatch } from "../charts/ink.tsx";
import { type Measure, valueText } from "../charts/measure.ts";
import type { NodeShare } from "./node-share.ts";
import { PART_LAYERS } from "./words.ts";

/** A share of the nodes as a bar at its true width, with the parts in words below. */
export function NodeShareBar({
  title,
  source,
  share,
  whole,
  measure,
  locale,
}: {
  title: string;
  source: string;
  share: NodeShare;
  /** What all nodes can give, in the units of the measure. */
  whole: number;
  measure: Measure;
  locale: string;
}) {
  const layerOf = (part: string) => PART_LAYERS.find(({ key }) => key === part);
  const percent = quantityText(finePercent(share.share, locale));
  const of = `${percent} of ${valueText(whole, measure, locale)}`;
  let start = 0;
  return (
    <div className="flex flex-col gap-1.5">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <span className="text-ink-soft">{title}</span>
        <strong className="font-semibold tabular-nums">
          {share.atLeast ? "at least " : ""}
          {of}
        </strong>
      </p>
      <svg
        role="img"
        aria-label={`${title}: ${of}`}
        className="block h-4 w-full overflow-hidden rounded-sm bg-hover"
      >
        {share.parts.map(({ part, share: width }) => {
          const x = start;
          start += width;
          return (
            <rect
              key={part}
              x={`${(x * 100).toFixed(3)}%`}
              width={`${(width * 100).toFixed(3)}%`}
              height="100%"
              fill={`var(--${layerOf(part)?.color ?? "outside-fill"})`}
            />
          );
        })}
      </svg>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {share.parts.map(({ part, taken }) => {
          const layer = layerOf(part);
          return layer ? (
            <li key={part} className="flex items-center gap-1.5">
              <Swatch layer={layer} />
              <span className="text-ink-soft">{layer.label}</span>
              <span className="font-semibold tabular-nums">
                {valueText(taken, measure, locale)}
              </span>
            </li>
          ) : null;
        })}
      </ul>
      <p className="text-ink-faint text-xs">{source}</p>
    </div>
  );
}
