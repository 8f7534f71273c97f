import {
  ArrowDownRight,
  ArrowUpRight,
  CircleQuestionMark,
  type LucideIcon,
  Minus,
} from "lucide-react";
import { Chip, type ChipTone } from "@/components/ui/chip.tsx";
import type { Direction } from "@/lib/snapshot/compare-model.ts";

const MARKS: Readonly<
  Record<Direction, { readonly word: string; readonly icon: LucideIcon; readonly tone: ChipTone }>
> = {
  better: { word: "better", icon: ArrowUpRight, tone: "better" },
  worse: { word: "worse", icon: ArrowDownRight, tone: "worse" },
  neutral: { word: "neither", icon: Minus, tone: "plain" },
  unknown: { word: "could not tell", icon: CircleQuestionMark, tone: "unknown" },
};

/** Which way a change went, in the colours that only comparisons use. `word` says it in other words. */
export function DirectionMark({ direction, word }: { direction: Direction; word?: string }) {
  const mark = MARKS[direction];
  return (
    <Chip tone={mark.tone} icon={mark.icon}>
      {word ?? mark.word}
    </Chip>
  );
}
