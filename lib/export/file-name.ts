import type { FilledSheet } from "./sheet.ts";

export const EXPORT_FORMATS = ["csv", "json", "md"] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/**
 * "prod-eu-namespaces-20261123-1042.csv": lower-case ASCII letters, digits and dashes only, whatever the cluster is
 * called. The time is that of the newest snapshot, UTC; of the export where there is none.
 */
export function exportFileName({ sheet, head }: FilledSheet, format: ExportFormat): string {
  const moment = head.snapshots.at(-1)?.takenAt ?? head.generatedAt;
  const [day = "", time = ""] = moment.replace(/[^0-9T]/g, "").split("T");
  return `${slug(head.cluster.name)}-${sheet.what}-${day}-${time.slice(0, 4)}.${format}`;
}

function slug(name: string): string {
  const plain = name
    .slice(0, 200)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-|-$/g, "");
  return plain === "" ? "cluster" : plain;
}
