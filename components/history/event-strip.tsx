import { dayText } from "@/lib/format.ts";
import { type PlacedFlag, placeFlags } from "../charts/chart-data.ts";
import { AXIS_WIDTH, RIGHT_MARGIN } from "../charts/place.ts";
import { cn } from "../ui/cn.ts";
import { EVENT_LOOKS, type EventLine } from "./event-words.ts";

/** Share of the axis that two flags are apart at least: a phone has room for fewer. */
const APART = { wide: 0.045, phone: 0.14 } as const;

/** Flags over the time axis, in line with the charts below. Each leads to its line in the list. */
export function EventStrip({
  lines,
  from,
  to,
}: {
  /** Oldest first. */
  lines: readonly EventLine[];
  from: number;
  to: number;
}) {
  const wide = placeFlags(lines, from, to, APART.wide);
  if (wide.length === 0) return null;
  return (
    <nav aria-label="Events on the time axis" className="print:hidden">
      <Flags flags={wide} className="max-sm:hidden" />
      <Flags flags={placeFlags(lines, from, to, APART.phone)} className="sm:hidden" />
    </nav>
  );
}

function Flags({
  flags,
  className,
}: {
  flags: readonly PlacedFlag<EventLine>[];
  className: string;
}) {
  return (
    <ol
      className={cn("relative h-7", className)}
      style={{ marginLeft: AXIS_WIDTH, marginRight: RIGHT_MARGIN }}
    >
      {flags.map((flag) => (
        <li
          key={flag.items[0]?.key}
          className="absolute top-0 -translate-x-1/2"
          style={{ left: `${(flag.share * 100).toFixed(2)}%` }}
        >
          <Flag flag={flag} />
        </li>
      ))}
    </ol>
  );
}

const FLAG =
  "flex h-6 min-w-6 items-center justify-center gap-0.5 rounded-full border border-line-strong bg-card px-1 text-xs tabular-nums hover:bg-hover [&_svg]:size-3.5";

const TONES: Readonly<Record<EventLine["kind"], string>> = {
  istio: "text-ztunnel",
  kubernetes: "text-info",
  catalogue: "text-ink-soft",
  enrolled: "text-ambient",
  regressed: "text-blocked",
  "scan-failed": "text-warning",
  note: "text-ink-soft",
};

/** One flag has one mark: of several events that of the gravest. */
function Flag({ flag: { items } }: { flag: PlacedFlag<EventLine> }) {
  const first = GRAVITY.flatMap((kind) => items.find((item) => item.kind === kind) ?? [])[0];
  if (!first) return null;
  const { icon: Icon } = EVENT_LOOKS[first.kind];
  const said = `${dayText(items[0]?.at ?? first.at)}: ${items.map(spoken).slice(0, 3).join("; ")}${items.length > 3 ? `; and ${items.length - 3} more` : ""}`;
  return (
    <a href={`#${first.key}`} title={said} className={cn(FLAG, TONES[first.kind])}>
      <Icon aria-hidden />
      {items.length > 1 ? <span aria-hidden>{items.length}</span> : null}
      <span className="sr-only">{said}</span>
    </a>
  );
}

const GRAVITY: readonly EventLine["kind"][] = [
  "regressed",
  "scan-failed",
  "istio",
  "kubernetes",
  "note",
  "catalogue",
  "enrolled",
];

function spoken({ text, names, more, cluster }: EventLine): string {
  const listed =
    names.length > 0 ? ` ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}` : "";
  return `${cluster ? `${cluster}: ` : ""}${text}${listed}`.slice(0, 200);
}
