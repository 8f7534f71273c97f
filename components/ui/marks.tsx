import { ShieldAlert } from "lucide-react";
import type { Severity } from "@/lib/checks/define.ts";
import type { NamespaceVerdict, Phase } from "@/lib/migration/model.ts";
import type { InputKind } from "@/lib/snapshot/document.ts";
import { Chip } from "./chip.tsx";
import { cn } from "./cn.ts";
import { INPUTS, MODES, PHASE_WORDS, SEVERITIES, VERDICTS, type WorkloadMode } from "./words.ts";

export function VerdictChip({
  verdict,
  className,
}: {
  verdict: NamespaceVerdict;
  className?: string;
}) {
  const { word, meaning, icon, tone } = VERDICTS[verdict];
  return (
    <Chip tone={tone} icon={icon} title={meaning} className={className}>
      {word}
    </Chip>
  );
}

export function PhaseChip({ phase, className }: { phase: Phase; className?: string }) {
  const { word, meaning, icon, tone } = PHASE_WORDS[phase];
  return (
    <Chip tone={tone} icon={icon} title={meaning} className={className}>
      {word}
    </Chip>
  );
}

export function ModeChip({ mode, className }: { mode: WorkloadMode; className?: string }) {
  const { word, meaning, icon, tone } = MODES[mode];
  return (
    <Chip tone={tone} icon={icon} title={meaning} className={className}>
      {word}
    </Chip>
  );
}

/** Says that a cluster is sample data or a dump; draws nothing for a live one. */
export function InputChip({ input, className }: { input: InputKind; className?: string }) {
  const label = INPUTS[input];
  if (label === null) return null;
  return (
    <Chip tone={label.tone} icon={label.icon} title={label.meaning} className={className}>
      {label.word}
    </Chip>
  );
}

const SEVERITY_TEXT: Readonly<Record<Severity, string>> = {
  blocker: "text-blocker",
  warning: "text-warning",
  info: "text-info",
};

/**
 * Octagon, triangle or circle, and a shield when a security control is concerned. `children` is the text beside it
 * (a count, say); without children the word itself is shown, or only read out when `quiet`.
 */
export function SeverityMark({
  severity,
  security = false,
  quiet = false,
  className,
  children,
}: {
  severity: Severity;
  security?: boolean;
  quiet?: boolean;
  className?: string;
  children?: React.ReactNode;
}) {
  const { word, meaning, icon: Icon } = SEVERITIES[severity];
  return (
    <span
      title={security ? `${meaning} A security control is concerned.` : meaning}
      className={cn(
        "inline-flex items-center gap-1 whitespace-nowrap align-middle font-semibold text-xs [&_svg]:size-4 [&_svg]:shrink-0",
        SEVERITY_TEXT[severity],
        className,
      )}
    >
      <Icon aria-hidden />
      {security ? <ShieldAlert aria-hidden /> : null}
      <span className={quiet || children !== undefined ? "sr-only" : undefined}>
        {security ? `${word}, security` : word}
      </span>
      {children}
    </span>
  );
}
