import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/**
 * A table that scrolls sideways inside its own box. `label` names it for assistive technology. What scrolls must be
 * reachable by keyboard: `reachable` is for tables without a link or button inside.
 */
export function Table({
  label,
  reachable = false,
  className,
  ...rest
}: Omit<ComponentProps<"table">, "aria-label"> & { label: string; reachable?: boolean }) {
  return (
    <div
      {...(reachable ? { tabIndex: 0, role: "region", "aria-label": `${label}, scrolls` } : {})}
      className="relative overflow-x-auto first:rounded-t-lg last:rounded-b-lg"
    >
      <table
        aria-label={label}
        className={cn("w-full border-collapse text-left", className)}
        {...rest}
      />
    </div>
  );
}

export function TableHead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead className={cn("border-b bg-sunken text-ink-faint text-xs", className)} {...rest} />;
}

/** `numeric` aligns right, as its column of figures does. */
export function HeadCell({
  numeric = false,
  className,
  ...rest
}: ComponentProps<"th"> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        "base:whitespace-nowrap base:px-3 base:py-1.5 font-semibold base:first:pl-4 base:last:pr-4",
        numeric && "text-right",
        className,
      )}
      {...rest}
    />
  );
}

export function Row({ className, ...rest }: ComponentProps<"tr">) {
  return <tr className={cn("border-b last:border-b-0 base:hover:bg-hover", className)} {...rest} />;
}

export function Cell({
  numeric = false,
  className,
  ...rest
}: ComponentProps<"td"> & { numeric?: boolean }) {
  return (
    <td
      className={cn(
        "base:px-3 base:py-2 base:align-middle base:first:pl-4 base:last:pr-4",
        numeric && "whitespace-nowrap text-right tabular-nums",
        className,
      )}
      {...rest}
    />
  );
}
