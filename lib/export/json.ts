import * as z from "zod";
import type { FilledSheet, Sheet } from "./sheet.ts";

/** "mesh-readiness/namespaces": with its version it says how the rows are to be read. */
export function schemaName({ what }: Pick<Sheet, "what">): string {
  return `mesh-readiness/${what}`;
}

/**
 * A sheet as JSON: an envelope that says what the rows are, and one row per line. In chunks, so that a large export
 * does not stand in memory twice.
 */
export function* jsonLines({ sheet, head, rows }: FilledSheet): Generator<string> {
  const envelope: Omit<z.infer<ReturnType<typeof envelopeOf>>, "rows"> = {
    schema: schemaName(sheet),
    schemaVersion: sheet.version,
    generatedAt: head.generatedAt,
    cluster: { ...head.cluster },
    snapshots: head.snapshots.map((snapshot) => ({ ...snapshot })),
    filters: head.filters.map(([name, value]) => ({ name, value })),
    rowCount: rows.length,
  };
  yield `${JSON.stringify(envelope, null, 2).slice(0, -2)},\n  "rows": [`;
  let separator = "\n    ";
  for (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ",\n    ";
  }
  yield rows.length > 0 ? "\n  ]\n}\n" : "]\n}\n";
}

/** The JSON Schema (draft 2020-12) of what `jsonLines` writes for a sheet. */
export function jsonSchemaOf(sheet: Sheet): object {
  return {
    ...z.toJSONSchema(envelopeOf(sheet)),
    $id: `urn:mesh-readiness:export:${sheet.what}:${sheet.version}`,
    title: sheet.title,
  };
}

/** What an export as JSON holds; parses its own output. */
export function envelopeOf(sheet: Sheet) {
  return z.strictObject({
    schema: z.literal(schemaName(sheet)),
    schemaVersion: z.literal(sheet.version),
    generatedAt: z.iso.datetime().meta({ description: "When the export was made, UTC." }),
    cluster: z.strictObject({ id: z.string(), name: z.string() }),
    snapshots: z
      .array(
        z.strictObject({
          id: z.string(),
          cluster: z.string().meta({ description: "The name of the snapshot's cluster." }),
          takenAt: z.iso.datetime(),
          input: z.enum(["live", "dump", "demo"]),
          istioVersion: z.string().nullable(),
        }),
      )
      .meta({
        description: "What the rows were taken from; the earlier side of a comparison first.",
      }),
    filters: z
      .array(z.strictObject({ name: z.string(), value: z.string() }))
      .meta({ description: "What the rows were narrowed to; empty when they are all there are." }),
    rowCount: z.int().min(0),
    rows: z.array(z.strictObject(sheet.row.shape)),
  });
}
