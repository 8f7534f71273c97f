/**
 * What can be exported: a sheet names its columns once, and CSV, JSON, Markdown and the published schema all follow
 * from it. Rows are flat, so that one row is one line everywhere.
 */
import * as z from "zod";

/** null: it could not be read, or there is none; each column's description says which. */
export type Cell = string | number | boolean | null;

export interface Sheet<Row extends z.ZodObject = z.ZodObject> {
  /** Slug of what is exported; also part of its address, its file name and the id of its schema. */
  readonly what: string;
  readonly title: string;
  /** Raise it when a column is renamed, removed or means something else. */
  readonly version: number;
  /** Each field carries a `title`, and a `description` where the title does not say it all. */
  readonly row: Row;
}

/** One snapshot that an export speaks of. */
export interface ExportedSnapshot {
  readonly id: string;
  readonly cluster: string;
  readonly takenAt: string;
  readonly input: "live" | "dump" | "demo";
  readonly istioVersion: string | null;
}

/** Where the rows come from; stands above them in JSON and Markdown. Times are ISO 8601 UTC. */
export interface ExportHead {
  readonly generatedAt: string;
  readonly cluster: { readonly id: string; readonly name: string };
  /** The one snapshot, or both sides of a comparison, or none for a history. */
  readonly snapshots: readonly ExportedSnapshot[];
  /** What the rows were narrowed to, as the address says it; empty when they are all there are. */
  readonly filters: readonly (readonly [name: string, value: string])[];
}

/** A sheet with its rows, ready to be written in any format. */
export interface FilledSheet {
  readonly sheet: Sheet;
  readonly head: ExportHead;
  readonly columns: readonly { readonly name: string; readonly title: string }[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

export function defineSheet<Row extends z.ZodObject>(sheet: Sheet<Row>): Sheet<Row> {
  return sheet;
}

/** Joins a sheet, its head and its rows; the compiler sees that the rows are the sheet's. */
export function fillSheet<Row extends z.ZodObject>(
  sheet: Sheet<Row>,
  head: ExportHead,
  rows: readonly (z.infer<Row> & Readonly<Record<string, Cell>>)[],
): FilledSheet {
  const columns = Object.entries(sheet.row.shape).map(([name, field]) => ({
    name,
    title: z.globalRegistry.get(field)?.title ?? name,
  }));
  return { sheet, head, columns, rows };
}

/** A column of text. */
export function text(title: string, description?: string) {
  return z.string().meta(described(title, description));
}

/** A column of text that may be missing; say why. */
export function textOrNull(title: string, description: string) {
  return z.string().nullable().meta(described(title, description));
}

/** A column of whole numbers. */
export function whole(title: string, description?: string) {
  return z.int().meta(described(title, description));
}

/** A column of whole numbers that may be missing; say why. */
export function wholeOrNull(title: string, description: string) {
  return z.int().nullable().meta(described(title, description));
}

/** A column of numbers that may be missing; say why. */
export function numberOrNull(title: string, description: string) {
  return z.number().nullable().meta(described(title, description));
}

export function yesNo(title: string, description?: string) {
  return z.boolean().meta(described(title, description));
}

/** A column of words from a list. */
export function oneOf<const Word extends string>(
  title: string,
  words: readonly Word[],
  description?: string,
) {
  return z.enum(words).meta(described(title, description));
}

function described(title: string, description: string | undefined) {
  return description === undefined ? { title } : { title, description };
}
