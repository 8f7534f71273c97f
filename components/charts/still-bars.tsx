import { cn } from "../ui/cn.ts";
import { BAR_WIDTH, type BarComparison, barAxis, barText, FIGURES, LABELS } from "./bar-data.ts";
import { AXIS_HEIGHT } from "./place.ts";

/** Compared bars as ink alone, as StillPlot is of a chart over time: with the page, and on paper. */
export function StillBars({ chart, locale }: { chart: BarComparison; locale: string }) {
  const axis = barAxis(chart, locale);
  const along = (value: number) => `${((value / axis.top) * 100).toFixed(2)}%`;
  return (
    <div
      role="img"
      aria-label={`${chart.title}, ${chart.unit}`}
      className="relative size-full text-ink-faint text-xs"
    >
      <div
        className="absolute border-line-strong border-b"
        style={{ top: 0, bottom: AXIS_HEIGHT, left: LABELS, right: FIGURES }}
      >
        {axis.ticks.map((tick, at) => (
          <span key={tick} className="absolute inset-y-0 border-l" style={{ left: along(tick) }}>
            <span
              className={cn(
                "absolute top-full mt-1 -translate-x-1/2 whitespace-nowrap",
                at > 0 && at < axis.ticks.length - 1 && "@max-md:hidden",
              )}
            >
              {axis.text(tick)}
            </span>
          </span>
        ))}
        {chart.bars.map((bar, at) => (
          <span
            key={bar.label}
            className="absolute inset-x-0 flex -translate-y-1/2 items-center"
            style={{ top: `${(((at + 0.5) / chart.bars.length) * 100).toFixed(2)}%` }}
          >
            <span
              className="absolute right-full pr-2 text-right text-ink-soft leading-tight"
              style={{ width: LABELS }}
            >
              {bar.label}
            </span>
            <span
              style={{
                width: along(bar.value ?? 0),
                height: BAR_WIDTH,
                background: `var(--${bar.color})`,
              }}
            />
            <span className="whitespace-nowrap pl-1 text-ink">
              {barText(bar, chart.unit, locale)}
            </span>
          </span>
        ))}
      </div>
    </div>
  );
}
