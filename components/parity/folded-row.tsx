"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "@/components/ui/cn.ts";
import { Cell, Row } from "@/components/ui/table.tsx";

/** A row of a table with more about it in a row below, which opens on demand and always in print. */
export function FoldedRow({
  id,
  name,
  note,
  cells,
  columns,
  open,
  children,
}: {
  id: string;
  name: string;
  /** Stands below the name. */
  note?: ReactNode;
  /** All cells but the first. */
  cells: ReactNode;
  columns: number;
  /** Whether it is open at first. */
  open: boolean;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(open);
  const detail = useId();
  return (
    <>
      <Row id={id} className="scroll-mt-20">
        <th scope="row" className="py-2 pr-3 pl-2 text-left align-top font-normal">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={detail}
            onClick={() => setOpen(!isOpen)}
            className="flex min-h-6 items-start gap-1 text-left font-semibold"
          >
            <ChevronRight
              aria-hidden
              className={cn(
                "mt-0.5 size-4 shrink-0 text-ink-faint motion-safe:transition-transform",
                isOpen && "rotate-90",
              )}
            />
            {name}
          </button>
          {note ? <div className="pl-5">{note}</div> : null}
        </th>
        {cells}
      </Row>
      <tr
        id={detail}
        className={cn("border-b bg-sunken", !isOpen && "hidden noscript:table-row print:table-row")}
      >
        <Cell colSpan={columns} className="pb-4 pl-7 first:pl-7">
          {children}
        </Cell>
      </tr>
    </>
  );
}
