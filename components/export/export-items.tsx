"use client";

import { Braces, FileText, type LucideIcon, Printer, Table2 } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import {
  DropdownMenu,
  DropdownMenuGroup,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
} from "@/components/ui/dropdown-menu.tsx";
import type { MenuHandle } from "@/components/ui/menu-later.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { counted } from "@/lib/format.ts";
import { exportRowCount } from "../api.ts";
import { printSoon } from "./everything.ts";
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

export function ExportItems({ clusterId, ...handle }: { clusterId: string } & MenuHandle) {
  const subject = subjectOf(usePathname(), useSearchParams().get("view"));
  return (
    <DropdownMenu {...handle} align="end">
      {subject ? <Files clusterId={clusterId} subject={subject} /> : null}
      <DropdownMenuItem onSelect={printSoon}>
        <Printer aria-hidden />
        Print or save as PDF
      </DropdownMenuItem>
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
