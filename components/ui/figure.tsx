import type { Quantity } from "@/lib/format.ts";
import { cn } from "./cn.ts";

/** A number with its unit in a lighter tone. */
export function Figure({ quantity, className }: { quantity: Quantity; className?: string }) {
  return (
    <span className={cn("whitespace-nowrap tabular-nums", className)}>
      {quantity.value}
      {quantity.unit ? (
        <span className="text-ink-faint text-xs">
          {"\u00a0"}
          {quantity.unit}
        </span>
      ) : null}
    </span>
  );
}

/** What stands where a figure could not be had: a dash to see, the reason to read. */
export function Missing({ why }: { why: string }) {
  return (
    <span className="text-ink-faint" title={why}>
      <span aria-hidden>–</span>
      <span className="sr-only">{why}</span>
    </span>
  );
}
