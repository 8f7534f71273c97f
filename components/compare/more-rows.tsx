"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { usePrinting } from "@/components/ui/use-printing.ts";
import { useLocale } from "@/components/ui/visitor.tsx";
import { count } from "@/lib/format.ts";

/** Rows drawn until more are asked for, so that the next section stays near. */
const FIRST = 30;

/** The first rows of a list and a button for the rest; paper gets them all. */
export function MoreRows<Row>({
  rows,
  noun,
  children,
}: {
  rows: readonly Row[];
  /** "namespaces" */
  noun: string;
  children: (rows: readonly Row[]) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const printing = usePrinting();
  const locale = useLocale();
  const all = open || printing || rows.length <= FIRST;
  return (
    <>
      {children(all ? rows : rows.slice(0, FIRST))}
      {all ? null : (
        <p className="border-t px-4 py-2 print:hidden">
          <Button variant="ghost" size="sm" onClick={() => setOpen(true)}>
            Show all {count(rows.length, locale)} {noun}
          </Button>
        </p>
      )}
    </>
  );
}
