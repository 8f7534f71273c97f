import type { ChartLayer } from "./chart-data.ts";

/** Strokes of lines, in pixels. */
export const DASHES: Readonly<Record<NonNullable<ChartLayer["dash"]>, string>> = {
  dashed: "6 4",
  dotted: "2 3",
};

/** A filled ground with lines over it, to be named by its id. */
export function Hatch({
  id,
  color,
  scale = "",
}: {
  id: string;
  color: string;
  /** A transformation of the whole pattern, for a box that is stretched. */
  scale?: string;
}) {
  return (
    <pattern
      id={id}
      width="5"
      height="5"
      patternUnits="userSpaceOnUse"
      patternTransform={`${scale} rotate(45)`}
    >
      <rect width="5" height="5" fill={`var(--${color})`} />
      <rect width="1.5" height="5" fill="var(--card)" />
    </pattern>
  );
}

/** What stands for a layer in words: a block for what is filled, a stroke for a line. */
export function Swatch({ layer: { kind, color, dash, hatched } }: { layer: ChartLayer }) {
  return (
    <svg
      aria-hidden="true"
      className={kind === "line" ? "h-2.5 w-5 shrink-0" : "size-2.5 shrink-0"}
    >
      {kind === "line" ? (
        <line
          x1="0"
          x2="20"
          y1="5"
          y2="5"
          stroke={`var(--${color})`}
          strokeWidth="2.5"
          strokeDasharray={dash ? DASHES[dash] : undefined}
        />
      ) : (
        <rect width="10" height="10" rx="2" fill={`var(--${color})`} />
      )}
      {hatched ? (
        <path d="M0 10 L10 0 M-2 6 L6 -2 M4 12 L12 4" stroke="var(--card)" strokeWidth="1.5" />
      ) : null}
    </svg>
  );
}
