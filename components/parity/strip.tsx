import { cn } from "@/components/ui/cn.ts";
import type { StatusAt } from "@/lib/parity/model.ts";
import { type MinorStatus, stripText } from "@/lib/parity/rows.ts";
import { STATUSES } from "./words.ts";

const MODES = ["sidecar", "ambient"] as const;
type Mode = (typeof MODES)[number];

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

/** Every known minor as a cell, the versions of clusters framed. Its title says all of it in words. */
export function VersionStrip({
  strip,
  framed,
}: {
  strip: readonly MinorStatus[];
  /** Minors that clusters run. */
  framed: readonly string[];
}) {
  const here = strip.filter(({ minor }) => framed.includes(minor)).map(({ minor }) => minor);
  const width = strip.length * STEP + 2;
  return (
    <svg role="img" width={width} height={HEIGHT + 6} className="block">
      <title>{`${stripText(strip)}${here.length === 0 ? "" : `; here ${here.join(" and ")}`}`}</title>
      {strip.map(({ minor, status }, index) => (
        <use key={minor} href={`#${markId("ambient", status)}`} x={index * STEP + 2} y={3} />
      ))}
      {strip.map(({ minor }, index) =>
        framed.includes(minor) ? (
          <rect
            key={minor}
            x={index * STEP}
            y={1}
            width={WIDTH + 4}
            height={HEIGHT + 4}
            rx={2}
            className="fill-transparent stroke-[1.5] stroke-ink"
          />
        ) : null,
      )}
    </svg>
  );
}

/** A status as a mark and its word. */
export function StatusMark({ status, mode = "ambient" }: { status: StatusAt; mode?: Mode }) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap",
        status === "Unsupported" && "text-blocked",
        (status === "unknown" || status === "absent") && "text-unknown",
      )}
    >
      <svg aria-hidden="true" width={WIDTH} height={HEIGHT} className="shrink-0">
        <use href={`#${markId(mode, status)}`} />
      </svg>
      {STATUSES[status]}
    </span>
  );
}

/** What the marks refer to; a page that shows any draws it once. */
export function StatusMarks() {
  return (
    <svg aria-hidden="true" className="absolute size-0">
      <defs>
        {MODES.map((mode) =>
          LEGEND.map((status) => (
            <g key={status} id={markId(mode, status)}>
              <Mark status={status} mode={mode} />
            </g>
          )),
        )}
      </defs>
    </svg>
  );
}

function markId(mode: Mode, status: StatusAt): string {
  return `mark-${mode}-${status}`;
}

function Mark({ status, mode }: { status: StatusAt; mode: Mode }) {
  const share = SHARES[status] ?? 0;
  const filled = Math.round((HEIGHT - 1) * share);
  const box = { x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1, rx: 1.5 };
  return (
    <>
      <rect {...box} className={status === "absent" ? "fill-transparent" : "fill-sunken"} />
      {share > 0 ? (
        <rect {...box} y={HEIGHT - 0.5 - filled} height={filled} className={FILLS[mode]} />
      ) : null}
      {status === "unknown" ? <rect {...box} fill="url(#hatch)" /> : null}
      {status === "Unsupported" ? (
        <path d="M3.5 5l6 6m0-6l-6 6" className="fill-transparent stroke-[1.75] stroke-blocked" />
      ) : null}
      <rect
        {...box}
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
