import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/** The head of a column by which rows can be put in order; pressed again, it turns the order around. */
export function SortHead<Sort extends string>({
  column,
  sort,
  down,
  onSort,
  className,
  children,
}: {
  column: Sort;
  /** The column that orders the rows now. */
  sort: string;
  down: boolean;
  onSort: (sort: Sort) => void;
  className?: string | undefined;
  children: ReactNode;
}) {
  const current = sort === column;
  const Icon = down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={current ? (down ? "descending" : "ascending") : "none"}
      className={cn("flex", className)}
    >
      <button
        type="button"
        className="-mx-1 inline-flex min-h-6 items-center gap-1 rounded-sm px-1 font-semibold hover:text-ink"
        onClick={() => onSort(column)}
      >
        {children}
        {current ? <Icon aria-hidden className="size-3 shrink-0" /> : null}
      </button>
    </th>
  );
}
