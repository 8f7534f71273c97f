import { cva, type VariantProps } from "class-variance-authority";
import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const chipClass = cva(
  "inline-flex h-[1.375rem] max-w-full items-center gap-1 whitespace-nowrap rounded-sm border px-1.5 font-semibold text-xs [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        plain: "border-line bg-sunken text-ink-soft",
        sidecar: "border-transparent bg-sidecar-wash text-sidecar",
        ambient: "border-transparent bg-ambient-wash text-ambient",
        waypoint: "border-transparent bg-waypoint-wash text-waypoint",
        ztunnel: "border-transparent bg-ztunnel-wash text-ztunnel",
        gateway: "border-transparent bg-gateway-wash text-gateway",
        outside: "border-transparent bg-outside-wash text-outside",
        ready: "border-transparent bg-ready-wash text-ready",
        work: "border-work bg-transparent text-work",
        blocked: "border-transparent bg-blocked-wash text-blocked",
        stay: "border-transparent bg-stay-wash text-stay",
        done: "border-transparent bg-done-wash text-done",
        unknown: "border-unknown border-dashed bg-unknown-wash text-unknown",
        warning: "border-transparent bg-warning-wash text-warning",
        info: "border-transparent bg-info-wash text-info",
        better: "border-transparent bg-better-wash text-better",
        worse: "border-transparent bg-worse-wash text-worse",
      },
    },
    defaultVariants: { tone: "plain" },
  },
);

export type ChipTone = NonNullable<VariantProps<typeof chipClass>["tone"]>;

/** A word with its mark. Colour only repeats what the word says. */
export function Chip({
  tone,
  icon: Icon,
  className,
  children,
  ...rest
}: ComponentProps<"span"> & { tone?: ChipTone; icon?: LucideIcon }) {
  return (
    <span className={cn(chipClass({ tone }), className)} {...rest}>
      {Icon ? <Icon aria-hidden /> : null}
      <span className="truncate">{children}</span>
    </span>
  );
}
