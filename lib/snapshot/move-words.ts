/** Figures of a move as its sentences name them. The sentences are stored, so they are English whoever reads them. */
import { bytes, count, cpu, quantityText } from "../format.ts";
import type { Vantage } from "./moves.ts";

export type MoveFigure = "latency" | "errors" | "memory" | "cpu";

/** "48.2 ms", "0.12 %", "1.5 GiB", "250 mCPU". */
export function figureText(figure: MoveFigure, value: number): string {
  return TEXTS[figure](value);
}

/** "1,234" */
export function countText(amount: number): string {
  return count(amount, "en");
}

/** "12 %" of 0.12. */
export function shareText(share: number): string {
  return `${significant(share * 100)}\u00a0%`;
}

/** "seen from istio-ingressgateway, which sent them": where requests were seen, as the end of a sentence on them. */
export function vantageText({ reporter, through }: Vantage): string {
  if (through !== null) return `seen from ${through}, which ${DID[reporter]} them`;
  return `seen from ${PLACES[reporter]}`;
}

const TEXTS: Readonly<Record<MoveFigure, (value: number) => string>> = {
  latency: (value) => `${significant(value)}\u00a0ms`,
  errors: shareText,
  memory: (value) => quantityText(bytes(value, "en")),
  cpu: (value) => (value < 10 ? `${significant(value)}\u00a0mCPU` : quantityText(cpu(value, "en"))),
};

const PLACES: Readonly<Record<Vantage["reporter"], string>> = {
  source: "the proxies that sent them",
  destination: "the sidecars that received them",
  waypoint: "the waypoint that passed them on",
};

const DID: Readonly<Record<Vantage["reporter"], string>> = {
  source: "sent",
  destination: "received",
  waypoint: "passed on",
};

const DIGITS = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** Three significant digits, without an exponent. */
function significant(value: number): string {
  return DIGITS.format(value);
}
