import { cn } from "../ui/cn.ts";
import { sparse } from "./drawing.ts";
import {
  AMOUNTS,
  amountAxis,
  barsOf,
  edgesOf,
  type HistogramChart,
  MARK_HEIGHT,
  type PlacedMark,
  placedMarks,
  placeOf,
  RIGHT,
} from "./histogram-data.ts";
import { valueText } from "./measure.ts";
import { AXIS_HEIGHT } from "./place.ts";

/** A histogram as ink alone, as StillPlot is of a chart over time: with the page, and on paper. */
export function StillHistogram({ chart, locale }: { chart: HistogramChart; locale: string }) {
  const axis = amountAxis(chart, locale);
  const bars = barsOf(chart, locale);
  const edges = edgesOf(chart);
  const texts = edges.map((edge) => valueText(edge, chart.measure, locale));
  const classNames = sparse(texts);
  const across = (place: number) => percent(place / Math.max(1, bars.length));
  return (
    <div
      role="img"
      aria-label={`${chart.title}, ${chart.unit}`}
      className="relative size-full text-ink-faint text-xs"
    >
      <div
        className="absolute border-line-strong border-b"
        style={{ top: MARK_HEIGHT, bottom: AXIS_HEIGHT, left: AMOUNTS, right: RIGHT }}
      >
        {chart.band ? (
          <span
            className="absolute inset-y-0 bg-line opacity-70"
            style={{
              left: across(placeOf(chart, chart.band.from)),
              width: across(placeOf(chart, chart.band.to) - placeOf(chart, chart.band.from)),
            }}
          />
        ) : null}
        {axis.ticks.map((tick) => (
          <span
            key={tick}
            className="absolute inset-x-0 border-t"
            style={{ bottom: percent(tick / axis.top) }}
          >
            <span className="absolute right-full -translate-y-1/2 pr-2">{axis.text(tick)}</span>
          </span>
        ))}
        {bars.map(({ at, amount }) => (
          <span
            key={at}
            className="absolute bottom-0 -translate-x-1/2"
            style={{
              left: across(at),
              width: `calc(${across(1)} - 2px)`,
              height: percent(amount / axis.top),
              background: `var(--${chart.color})`,
            }}
          />
        ))}
        {placedMarks(chart).map(({ label, place, side }) => (
          <span
            key={label}
            className="absolute inset-y-0 border-ink border-l border-dashed"
            style={{ left: across(place) }}
          >
            <span className={cn("absolute bottom-full whitespace-nowrap text-ink", SIDES[side])}>
              {label}
            </span>
          </span>
        ))}
        {edges.map((edge, at) => (
          <span
            key={edge}
            className={`absolute top-full mt-1 -translate-x-1/2 whitespace-nowrap ${classNames[at]}`}
            style={{ left: across(at) }}
          >
            {texts[at]}
          </span>
        ))}
      </div>
    </div>
  );
}

const SIDES: Readonly<Record<PlacedMark["side"], string>> = {
  left: "-translate-x-full pr-0.5",
  middle: "-translate-x-1/2",
  right: "pl-0.5",
};

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
