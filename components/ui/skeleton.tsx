import { cn } from "./cn.ts";

/** A quiet block where something will stand; give it the size of the real thing. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn("block rounded-sm bg-hover motion-safe:animate-pulse", className)}
    />
  );
}
