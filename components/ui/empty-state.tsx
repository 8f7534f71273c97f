import {
  CircleCheck,
  CircleQuestionMark,
  Inbox,
  Lock,
  type LucideIcon,
  SearchX,
} from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** Why there is nothing to show: the reasons must never look alike. "none-found" is an answer, the others lack one. */
export type Emptiness =
  | "nothing-yet"
  | "nothing-matches"
  | "none-found"
  | "not-permitted"
  | "not-evaluated";

const LOOKS: Readonly<Record<Emptiness, { readonly icon: LucideIcon; readonly frame: string }>> = {
  "nothing-yet": { icon: Inbox, frame: "border-dashed" },
  "nothing-matches": { icon: SearchX, frame: "border-transparent" },
  "none-found": { icon: CircleCheck, frame: "border-transparent" },
  "not-permitted": { icon: Lock, frame: "border-warning border-dashed" },
  "not-evaluated": { icon: CircleQuestionMark, frame: "border-unknown border-dashed" },
};

export function EmptyState({
  kind,
  title,
  children,
  action,
  as: Heading = "h2",
  className,
}: {
  kind: Emptiness;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  as?: "h1" | "h2" | "h3" | "p";
  className?: string;
}) {
  const { icon: Icon, frame } = LOOKS[kind];
  return (
    <div
      className={cn(
        "flex flex-col items-center gap-1.5 rounded-lg base:border base:px-6 base:py-10 text-center",
        frame,
        className,
      )}
    >
      <Icon aria-hidden className="size-6 text-ink-faint" />
      <Heading className={cn("font-semibold", Heading === "h1" && "text-2xl")}>{title}</Heading>
      {children ? <div className="max-w-prose text-pretty text-ink-soft">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
