import Link from "next/link";
import { count } from "@/lib/format.ts";
import {
  NAMESPACE_VERDICTS,
  type NamespaceVerdict,
  PHASES,
  type Phase,
} from "@/lib/migration/model.ts";
import type { PhaseCount, VerdictCount } from "@/lib/snapshot/document.ts";
import { cn } from "./cn.ts";
import { segments } from "./segments.ts";
import { PHASE_WORDS, VERDICTS } from "./words.ts";

/** One part of a bar: what it is called, how many, and how it is drawn. `fill` is a fill-* utility. */
export interface BarPart {
  readonly key: string;
  readonly word: string;
  readonly amount: number;
  readonly fill: string;
  /** Lines over the fill, for what is unknown or only half there. */
  readonly hatched?: boolean;
  readonly href?: string;
}

/**
 * Amounts side by side, drawn with presentation attributes only, so that no style attribute is needed. Its text
 * alternative lists every part; show `BarLegend` beside it wherever there is room.
 */
export function StackedBar({
  label,
  parts,
  locale,
  size = "md",
  className,
}: {
  label: string;
  parts: readonly BarPart[];
  locale: string;
  size?: "sm" | "md";
  className?: string;
}) {
  const byKey = new Map(parts.map((part) => [part.key, part]));
  const laid = segments(parts);
  const said = parts
    .filter(({ amount }) => amount > 0)
    .map(({ amount, word }) => `${count(amount, locale)} ${word}`)
    .join(", ");

  return (
    <svg
      role="img"
      aria-label={`${label}: ${said === "" ? "none" : said}`}
      className={cn(
        "block w-full overflow-hidden rounded-sm bg-hover",
        size === "sm" ? "h-2.5" : "h-4",
        className,
      )}
    >
      <title>{said}</title>
      {laid.map(({ key, start, width }) => {
        const part = byKey.get(key);
        const place = { x: `${start}%`, y: 0, width: `${width}%`, height: "100%" };
        return (
          <g key={key}>
            <rect {...place} className={part?.fill} />
            {part?.hatched ? <rect {...place} fill="url(#hatch)" /> : null}
            {start > 0 ? (
              <rect x={`${start}%`} width={2} height="100%" className="fill-card" />
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

/** The parts as words with their amounts; a part with an address is a link to the list that proves it. */
export function BarLegend({
  parts,
  locale,
  className,
}: {
  parts: readonly BarPart[];
  locale: string;
  className?: string;
}) {
  return (
    <ul className={cn("flex flex-wrap gap-x-4 gap-y-1 text-xs", className)}>
      {parts
        .filter(({ amount }) => amount > 0)
        .map((part) => (
          <li key={part.key} className="flex items-center gap-1.5">
            <svg aria-hidden="true" className="size-2.5 rounded-[2px]">
              <rect width="100%" height="100%" className={part.fill} />
              {part.hatched ? <rect width="100%" height="100%" fill="url(#hatch)" /> : null}
            </svg>
            {part.href ? (
              <Link prefetch={false} href={part.href} className="link py-0.5 text-ink-soft">
                {part.word}
              </Link>
            ) : (
              <span className="text-ink-soft">{part.word}</span>
            )}
            <span className="font-semibold tabular-nums">{count(part.amount, locale)}</span>
          </li>
        ))}
    </ul>
  );
}

/** The hatch that bars refer to; the layout draws it once per page. */
export function HatchPattern() {
  return (
    <svg aria-hidden="true" className="absolute size-0">
      <defs>
        <pattern
          id="hatch"
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="1.25" height="5" className="fill-unknown" />
        </pattern>
      </defs>
    </svg>
  );
}

const VERDICT_FILLS: Readonly<Record<NamespaceVerdict, string>> = {
  done: "fill-done-fill",
  ready: "fill-ready-fill",
  "ready-with-work": "fill-work-fill",
  blocked: "fill-blocked-fill",
  "stay-on-sidecar": "fill-stay-fill",
  "could-not-tell": "fill-unknown-fill",
};

const PHASE_FILLS: Readonly<Record<Phase, string>> = {
  excluded: "fill-phase-excluded",
  "not-in-mesh": "fill-phase-not-in-mesh",
  sidecar: "fill-phase-sidecar",
  ready: "fill-phase-ready",
  "waypoint-deployed": "fill-phase-waypoint-deployed",
  "policies-translated": "fill-phase-policies-translated",
  "waypoint-active": "fill-phase-waypoint-active",
  enrolled: "fill-phase-enrolled",
  "drift-no-waypoint": "fill-phase-drift-no-waypoint",
  "sidecars-removed": "fill-phase-sidecars-removed",
  done: "fill-phase-done",
};

/** Verdicts as bar parts, in the order a summary lists them. `href` gives the list that a count stands for. */
export function verdictParts(
  counts: readonly VerdictCount[],
  href?: (verdict: NamespaceVerdict) => string,
): BarPart[] {
  const amounts = new Map(counts.map(({ verdict, namespaces }) => [verdict, namespaces]));
  return NAMESPACE_VERDICTS.map((verdict) => ({
    key: verdict,
    word: VERDICTS[verdict].word,
    amount: amounts.get(verdict) ?? 0,
    fill: VERDICT_FILLS[verdict],
    hatched: verdict === "could-not-tell",
    ...(href ? { href: href(verdict) } : {}),
  }));
}

/** Phases of the namespaces in the mesh as bar parts, in the order of the journey; the others are not on it. */
export function phaseParts(
  counts: readonly PhaseCount[],
  href?: (phase: Phase) => string,
): BarPart[] {
  const amounts = new Map(counts.map(({ phase, namespaces }) => [phase, namespaces]));
  return PHASES.filter((phase) => phase !== "excluded" && phase !== "not-in-mesh").map((phase) => ({
    key: phase,
    word: PHASE_WORDS[phase].word,
    amount: amounts.get(phase) ?? 0,
    fill: PHASE_FILLS[phase],
    hatched: phase === "drift-no-waypoint",
    ...(href ? { href: href(phase) } : {}),
  }));
}
