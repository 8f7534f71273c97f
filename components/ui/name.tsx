import { printable } from "@/lib/format.ts";
import { cn } from "./cn.ts";

/** A name from a cluster: mono, isolated from the text around it, hidden characters made visible, length capped. */
export function Name({
  children,
  limit = 253,
  className,
}: {
  children: string;
  limit?: number;
  className?: string;
}) {
  return (
    <bdi className={cn("mono", className)} translate="no">
      {printable(children, limit)}
    </bdi>
  );
}
