"use client";

import { Braces, Download, FileText, type LucideIcon, Printer, Table2 } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuGroup,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { counted } from "@/lib/format.ts";
import { exportRowCount } from "../api.ts";
import { askedToPrint, printEverything } from "./everything.ts";
import { type ExportSubject, exportHref, subjectOf } from "./subjects.ts";

const FILES: readonly {
  readonly format: "csv" | "json" | "md";
  readonly label: string;
  readonly icon: LucideIcon;
}[] = [
  { format: "csv", label: "CSV, for spreadsheets", icon: Table2 },
  { format: "json", label: "JSON, with its schema's version", icon: Braces },
  { format: "md", label: "Markdown", icon: FileText },
];

/** What the page shows, as it is narrowed now, as a file or on paper. Knows its page by the address. */
export function ExportMenu({ clusterId }: { clusterId: string }) {
  const subject = subjectOf(usePathname(), useSearchParams().get("view"));

  useEffect(() => {
    if (askedToPrint()) printSoon();
  }, []);

  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {subject ? <Files clusterId={clusterId} subject={subject} /> : null}
        <DropdownMenuItem onSelect={printSoon}>
          <Printer aria-hidden />
          Print or save as PDF
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Asked each time the menu opens: the table may have been narrowed meanwhile. */
function Files({ clusterId, subject }: { clusterId: string; subject: ExportSubject }) {
  const parameters = new URLSearchParams(useSearchParams().toString());
  const asked = exportHref(clusterId, subject, "count", parameters);
  const [said, setSaid] = useState<string | null>(null);
  const locale = useLocale();

  useEffect(() => {
    let wanted = true;
    void exportRowCount(asked).then((answer) => {
      if (!wanted) return;
      setSaid(
        answer.ok
          ? `Export ${counted(answer.value.rowCount, "row", "rows", locale)} of ${subject}`
          : answer.sentence,
      );
    });
    return () => {
      wanted = false;
    };
  }, [asked, subject, locale]);

  const label = said ?? "Counting rows…";
  return (
    <DropdownMenuGroup aria-label={label}>
      <DropdownMenuLabel className="max-w-72 tabular-nums">{label}</DropdownMenuLabel>
      {FILES.map(({ format, label: file, icon: Icon }) => (
        <DropdownMenuItem key={format} asChild>
          <a href={exportHref(clusterId, subject, format, parameters)} download>
            <Icon aria-hidden />
            {file}
          </a>
        </DropdownMenuItem>
      ))}
      <DropdownMenuSeparator />
    </DropdownMenuGroup>
  );
}

/** After the menu has closed, so that it is not in the picture. */
function printSoon(): void {
  setTimeout(printEverything, 100);
}
