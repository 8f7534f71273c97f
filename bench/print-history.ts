import type { HistoryMeasurement } from "./history.ts";
import type { HistoryPagesResult } from "./history-pages.ts";
import { aim } from "./print.ts";

export function printHistory(measured: HistoryMeasurement): string {
  const { namespaces, snapshots, trend, scanningRows, unchanged, plainRow } = measured;
  return [
    `\nRemembering ${namespaces} namespaces over ${snapshots} snapshots\n`,
    figure("the numbers of all snapshots (ms)", trend),
    figure("counted over a plain row per namespace (ms)", scanningRows),
    aim("the numbers, to counting them", trend / scanningRows, 0.1, "x"),
    figure("a plain row (bytes)", plainRow),
    figure("one namespace in a hundred changed (bytes each)", measured.littleChanged),
    aim("an unchanged namespace, to a plain row", unchanged / plainRow, 0.05, "x"),
    figure("storing a snapshot (ms)", measured.storing),
    figure("two snapshots read and compared (ms)", measured.compareFresh),
    figure("compared again (ms)", measured.compareAgain),
  ].join("");
}

export function printHistoryPages(result: HistoryPagesResult): string {
  const { namespaces, history, compare, lighthouse, shared } = result;
  return [
    `\nPages of ${namespaces} namespaces with two years behind them\n`,
    aim("history, p50", history.p50, 150, "ms"),
    figure("history, p95 (ms)", history.p95),
    aim("comparison, p50", compare.p50, 150, "ms"),
    figure("comparison, p95 (ms)", compare.p95),
    aim("comparison of two that nobody asked for before, p50", compare.fresh, 150, "ms"),
    aim("Lighthouse mobile of history, missing to 100", 100 - lighthouse, 10, ""),
    aim("a shared page, milliseconds per request", 1000 / shared.perSecond, 1000 / 300, "ms"),
    figure("repeated reads that were not sent again (%)", shared.unchanged * 100),
  ].join("");
}

function figure(name: string, value: number): string {
  return `  ${name.padEnd(52)} ${value.toFixed(value < 10 ? 1 : 0).padStart(9)}\n`;
}
