import { cn } from "./cn.ts";

export function Kbd({ children, className }: { children: string; className?: string }) {
  return (
    <kbd
      className={cn(
        "rounded-sm border bg-sunken px-1 font-sans text-ink-faint text-xs leading-4",
        className,
      )}
    >
      {children}
    </kbd>
  );
}
