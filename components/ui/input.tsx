import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

const box =
  "base:w-full rounded-md border border-line-strong bg-card text-ink placeholder:text-ink-faint aria-invalid:border-blocked disabled:bg-sunken disabled:text-ink-faint";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={cn(box, "base:h-9 base:px-3", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cn(box, "base:min-h-32 base:px-3 base:py-2", className)} {...rest} />;
}

/** The browser's own select: every keyboard, screen reader and phone knows it. */
export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select className={cn(box, "base:h-9 base:px-2", className)} {...rest} />;
}

/** A native checkbox in our colours; wrap it in a label. */
export function Checkbox({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  return (
    <input
      type="checkbox"
      className={cn("size-4 shrink-0 rounded-sm accent-(--solid)", className)}
      {...rest}
    />
  );
}
