/**
 * Plain data as YAML, character for character as the `yaml` package writes it, which a test compares. Nearly all that we
 * print is names and short words, and for those its document of nodes takes many times as long.
 */
import { stringify } from "yaml";

const OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false };

export function toYaml(value: unknown): string {
  const lines: string[] = [];
  try {
    write(value, "", "", lines);
  } catch (error) {
    if (error !== UNUSUAL) throw error;
    return stringify(value, OPTIONS);
  }
  return `${lines.join("\n")}\n`;
}

/** Thrown for what is left to the package: texts of several lines, keys that need quotes. */
const UNUSUAL = Symbol("unusual");

/** Adds a value whose first line begins with `first` and whose others with `indent`. */
function write(value: unknown, first: string, indent: string, lines: string[]): void {
  const before = lines.length;
  let start = first;
  if (Array.isArray(value)) {
    for (const element of value) {
      write(element ?? null, `${start}- `, `${indent}  `, lines);
      start = indent;
    }
  } else if (isMap(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      if (!isPlain(key) || key.length > LONGEST_KEY) throw UNUSUAL;
      if (isNested(inner)) {
        lines.push(`${start}${key}:`);
        write(inner, `${indent}  `, `${indent}  `, lines);
      } else {
        lines.push(`${start}${key}: ${scalar(inner)}`);
      }
      start = indent;
    }
  }
  if (lines.length === before) lines.push(`${first}${scalar(value)}`);
}

const LONGEST_KEY = 100;

/** Has lines of its own. */
function isNested(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) && Object.values(value).some((inner) => inner !== undefined);
}

function scalar(value: unknown): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return String(value);
  if (typeof value === "string") {
    if (isPlain(value)) return value;
    if (value.includes("\n")) throw UNUSUAL;
  }
  return stringify(value, OPTIONS).trimEnd();
}

/** Reads as the text that it is: begins with a letter, and is no word of YAML's own. */
function isPlain(text: string): boolean {
  return PLAIN.test(text) && !WORDS.test(text);
}

const PLAIN = /^[A-Za-z](?:[\w./-]*[A-Za-z0-9])?$/;
const WORDS = /^(?:true|false|null)$/i;

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
