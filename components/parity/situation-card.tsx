import {
  Check,
  CircleDashed,
  CircleQuestionMark,
  Gavel,
  type LucideIcon,
  Minus,
} from "lucide-react";
import Link from "next/link";
import { Chip, type ChipTone } from "@/components/ui/chip.tsx";
import { cn } from "@/components/ui/cn.ts";
import { printable } from "@/lib/format.ts";
import type { WeighedSituation } from "@/lib/migration/situations.ts";

export interface SituationLink {
  readonly href: string;
  readonly text: string;
}

/** One situation: what it looks at, the facts of this cluster, what it advises, and why it decided or did not. */
export function SituationCard({
  row,
  link,
}: {
  row: WeighedSituation;
  link: SituationLink | null;
}) {
  const { title, looksAt, advises, changes, evidence, because, decided, holds } = row;
  const { word, icon, tone } = decided ? DECIDED : HOLDS[`${holds}`];
  return (
    <li
      className={cn(
        "grid gap-x-8 gap-y-2 border-b px-4 py-3 last:border-b-0 md:grid-cols-[minmax(0,4fr)_minmax(0,4fr)_minmax(0,4fr)]",
        decided && "border-l-4 border-l-ink pl-3",
      )}
    >
      <div className="min-w-0">
        <h4 className="flex flex-wrap items-center gap-2 font-semibold">
          {title}
          <Chip tone={tone} icon={icon}>
            {word}
          </Chip>
        </h4>
        <p className="text-ink-faint text-xs">{looksAt}</p>
      </div>
      <div className="min-w-0">
        <p className={cn(holds === false && "text-ink-soft")}>
          {evidence === "" ? "No facts." : printable(evidence, 500)}{" "}
          {link ? (
            <Link href={link.href} className="link">
              {link.text}
            </Link>
          ) : null}
        </p>
        {/* The chip says already that it does not hold. */}
        {holds === false ? null : <p className="text-ink-soft text-xs">{because}</p>}
      </div>
      <div className="min-w-0">
        <p className={cn(holds !== true && "text-ink-soft")}>{advises}</p>
        {changes === "" ? null : <p className="text-ink-faint text-xs">{changes}</p>}
      </div>
    </li>
  );
}

interface Word {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: ChipTone;
}

const DECIDED: Word = { word: "decided", icon: Gavel, tone: "info" };

const HOLDS: Readonly<Record<"true" | "false" | "could-not-tell" | "not-evaluated", Word>> = {
  true: { word: "holds", icon: Check, tone: "plain" },
  false: { word: "does not hold", icon: Minus, tone: "outside" },
  "could-not-tell": { word: "could not tell", icon: CircleQuestionMark, tone: "unknown" },
  "not-evaluated": { word: "not evaluated", icon: CircleDashed, tone: "unknown" },
};
