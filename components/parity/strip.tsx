import { cn } from "@/components/ui/cn.ts";
import type { StatusAt } from "@/lib/parity/model.ts";
import { type MinorStatus, stripText } from "@/lib/parity/rows.ts";
import { STATUSES } from "./words.ts";

type Mode = "sidecar" | "ambient";

const FILLS: Readonly<Record<Mode, string>> = {
  sidecar: "fill-sidecar-fill",
  ambient: "fill-ambient-fill",
};

/** Share of a cell that is filled: it grows with the maturity of a feature. */
const SHARES: Readonly<Partial<Record<StatusAt, number>>> = {
  Experimental: 0.25,
  Alpha: 0.5,
  Beta: 0.75,
  Stable: 1,
};

const WIDTH = 13;
const HEIGHT = 16;
const STEP = 16;

/** Every known minor as a cell, the versions of clusters framed. Its text alternative lists all of it. */
export function VersionStrip({
  strip,
  framed,
  mode = "ambient",
}: {
  strip: readonly MinorStatus[];
  /** Minors that clusters run. */
  framed: readonly string[];
  mode?: Mode;
}) {
  const here = strip.filter(({ minor }) => framed.includes(minor)).map(({ minor }) => minor);
  const said = here.length === 0 ? "" : `; here ${here.join(" and ")}`;
  const width = strip.length * STEP + 1;
  return (
    <svg
      role="img"
      aria-label={`${stripText(strip)}${said}`}
      width={width}
      height={HEIGHT + 6}
      viewBox={`0 0 ${width} ${HEIGHT + 6}`}
      className="block"
    >
      {strip.map(({ minor, status }, index) => {
        const x = index * STEP + 2;
        return (
          <g key={minor}>
            <title>{`${minor}: ${STATUSES[status]}`}</title>
            <Cell status={status} mode={mode} x={x} y={3} />
            {framed.includes(minor) ? (
              <rect
                x={x - 2}
                y={1}
                width={WIDTH + 4}
                height={HEIGHT + 4}
                rx={2}
                className="fill-transparent stroke-[1.5] stroke-ink"
              />
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

/** A status as a mark and its word. */
export function StatusMark({
  status,
  mode = "ambient",
  className,
}: {
  status: StatusAt;
  mode?: Mode;
  className?: string;
}) {
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", className)}>
      <svg aria-hidden="true" width={WIDTH} height={HEIGHT} className="shrink-0">
        <Cell status={status} mode={mode} x={0} y={0} />
      </svg>
      <span
        className={cn(
          status === "Unsupported" && "text-blocked",
          (status === "unknown" || status === "absent") && "text-unknown",
        )}
      >
        {STATUSES[status]}
      </span>
    </span>
  );
}

function Cell({ status, mode, x, y }: { status: StatusAt; mode: Mode; x: number; y: number }) {
  const share = SHARES[status] ?? 0;
  const filled = Math.round((HEIGHT - 1) * share);
  return (
    <>
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={WIDTH - 1}
        height={HEIGHT - 1}
        rx={1.5}
        className={status === "absent" ? "fill-transparent" : "fill-sunken"}
      />
      {share > 0 ? (
        <rect
          x={x + 0.5}
          y={y + HEIGHT - 0.5 - filled}
          width={WIDTH - 1}
          height={filled}
          rx={1}
          className={FILLS[mode]}
        />
      ) : null}
      {status === "unknown" ? (
        <rect x={x + 0.5} y={y + 0.5} width={WIDTH - 1} height={HEIGHT - 1} fill="url(#hatch)" />
      ) : null}
      {status === "Unsupported" ? (
        <path
          d={`M${x + 3.5} ${y + 5}l6 6m0-6l-6 6`}
          className="fill-transparent stroke-[1.75] stroke-blocked"
        />
      ) : null}
      <rect
        x={x + 0.5}
        y={y + 0.5}
        width={WIDTH - 1}
        height={HEIGHT - 1}
        rx={1.5}
        className={cn(
          "fill-transparent",
          status === "absent" ? "stroke-line" : "stroke-line-strong",
        )}
      />
    </>
  );
}

const LEGEND: readonly StatusAt[] = [
  "Stable",
  "Beta",
  "Alpha",
  "Experimental",
  "Unsupported",
  "unknown",
  "absent",
];

export function StripLegend() {
  return (
    <ul aria-label="Marks" className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-xs">
      {LEGEND.map((status) => (
        <li key={status}>
          <StatusMark status={status} />
        </li>
      ))}
    </ul>
  );
}
