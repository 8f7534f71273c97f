"use client";

import { type LucideIcon, Table2 } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../ui/button.tsx";
import { CsvLink } from "../ui/csv-link.tsx";

/** What every chart has around its ink: its name, a word beside it, and the same numbers as a table or as a file. */
export function ChartFigure({
  title,
  note,
  icon: ChartIcon,
  csv,
  legend,
  ink,
  table,
  children,
}: {
  title: string;
  note?: string | undefined;
  /** Stands for the chart on the button that leaves the table. */
  icon: LucideIcon;
  /** Address of all numbers behind the chart as a file. */
  csv?: string | undefined;
  legend?: ReactNode;
  ink: ReactNode;
  table: ReactNode;
  /** Under the ink or the table. */
  children?: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const name = useId();
  const Icon = asTable ? ChartIcon : Table2;
  return (
    <figure aria-labelledby={name} className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 id={name} className="font-semibold">
          {title}
        </h3>
        {note ? <p className="text-ink-faint text-xs">{note}</p> : null}
        <span className="ml-auto flex items-center print:hidden">
          <Button
            variant="ghost"
            size="sm"
            aria-label={`${title} as ${asTable ? "a chart" : "a table"}`}
            onClick={() => setAsTable(!asTable)}
          >
            <Icon aria-hidden />
            {asTable ? "Chart" : "Table"}
          </Button>
          {csv ? <CsvLink of={title} href={csv} /> : null}
        </span>
      </figcaption>
      {legend}
      {asTable ? table : ink}
      {children}
    </figure>
  );
}
