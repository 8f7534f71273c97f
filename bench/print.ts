import type { IngestMeasurement } from "./ingest.ts";
import type { PageResult } from "./page.ts";
import { READERS, type Reader, type ReadingResult } from "./reading.ts";

const WORDS: Readonly<Record<Reader, string>> = {
  drop: "fetch the pages, drop the bytes",
  parse: "fetch and JSON.parse",
  scan: "our whole scan",
  typed: "typed client",
};

export function printMachine(machine: {
  cores: number;
  memory: number;
  load?: number | undefined;
  node: string;
}): string {
  const { cores, memory, load, node } = machine;
  return `\n${cores} cores, ${Math.round(memory / 2 ** 30)} GiB, Node ${node}, load ${load?.toFixed(1)} at the start\n`;
}

export function printReading(results: readonly ReadingResult[]): string {
  return results.map(printSize).join("\n") + printGrowth(results);
}

/** One aim with its figure: "ok" or "missed" in words, since colours do not survive a pipe. */
export function aim(name: string, value: number, limit: number, unit: string): string {
  const verdict = value <= limit ? "ok" : "missed";
  return `  ${name.padEnd(52)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} aim ≤ ${Number(limit.toFixed(2))}  ${verdict}\n`;
}

function printSize({ pods, namespaces, bytes, objects, medians }: ReadingResult): string {
  const { parse, scan, typed } = medians;
  const rows = READERS.map((reader) => {
    const { milliseconds, cpu, peak } = medians[reader];
    return `  ${WORDS[reader].padEnd(34)} ${seconds(milliseconds)} ${seconds(cpu)} ${mebibytes(peak)} ${(milliseconds / parse.milliseconds).toFixed(2).padStart(8)}\n`;
  });
  return [
    `\n${pods} pods in ${namespaces} namespaces: ${objects} objects, ${Math.round(bytes / 1e6)} MB of JSON\n`,
    `  ${"".padEnd(34)} ${"time".padStart(9)} ${"CPU".padStart(9)} ${"peak".padStart(9)} ${"to parse".padStart(8)}\n`,
    ...rows,
    aim("scan to fetch and parse, time", scan.milliseconds / parse.milliseconds, 1.2, "x"),
    aim("scan to fetch and parse, CPU time", scan.cpu / parse.cpu, 1.2, "x"),
    aim("scan to typed client, time", scan.milliseconds / typed.milliseconds, 1 / 3, "x"),
    aim("peak memory of the scan", scan.peak / 1_048_576, 350, "MiB"),
  ].join("");
}

function printGrowth(results: readonly ReadingResult[]): string {
  const [small, large] = results;
  if (!small || !large) return "";
  return aim(
    `peak memory at ${large.pods} pods to ${small.pods}`,
    large.medians.scan.peak / small.medians.scan.peak,
    1.25,
    "x",
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`.padStart(9);
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`.padStart(9);
}

export function printPage({
  idle,
  scanning,
  transferred,
  scripts,
  lighthouse,
}: PageResult): string {
  const figure = (name: string, value: number) =>
    `  ${name.padEnd(52)} ${value.toFixed(0).padStart(9)}\n`;
  return [
    "\nThe report page of 500 namespaces\n",
    figure("idle, p50 (ms)", idle.p50),
    figure(`while 50,000 pods are scanned, p50 of ${scanning.requests} (ms)`, scanning.p50),
    aim("idle, p95", idle.p95, 100, "ms"),
    aim("p95 while a scan runs, to idle", scanning.p95 / idle.p95, 1.5, "x"),
    aim("transferred", transferred / 1024, 200, "KiB"),
    aim("first-load JavaScript, gzip", scripts / 1024, 250, "KiB"),
    aim("Lighthouse mobile performance, missing to 100", 100 - lighthouse, 10, ""),
  ].join("");
}

export function printIngest({
  namespaces,
  findings,
  ours,
  createMany,
  ratio,
}: IngestMeasurement): string {
  return [
    `\nStoring a snapshot of ${namespaces} namespaces and ${findings} findings\n`,
    `  ${"as the product does".padEnd(52)} ${ours.toFixed(1).padStart(9)} ms\n`,
    `  ${"its rows by createMany".padEnd(52)} ${createMany.toFixed(1).padStart(9)} ms\n`,
    `  ${"createMany to ours".padEnd(52)} ${ratio.toFixed(2).padStart(9)} x    aim ≥ 15  ${ratio >= 15 ? "ok" : "missed"}\n`,
  ].join("");
}
