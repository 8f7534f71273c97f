/** The answer of the overview in one sentence, and where each of its figures comes from. Two sources are never one figure. */
import { allSidecars, figureText, quantity, rangeText } from "@/components/savings/words.ts";
import { counted, dayText, quantityText } from "@/lib/format.ts";
import { type SavingsInput, savingsInput } from "@/lib/savings/input.ts";
import { estimate, moving, SCENARIOS } from "@/lib/savings/model.ts";
import { assume } from "@/lib/savings/parameters.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement, Usage } from "@/lib/snapshot/measurement.ts";
import { measuredText, PART_WORDS, windowText } from "./words.ts";

export interface SourcedFigure {
  readonly term: string;
  /** null: not known. */
  readonly figure: string | null;
  readonly source: string;
}

export interface OverviewHeadline {
  readonly sentence: string;
  readonly figures: readonly SourcedFigure[];
}

export function overviewHeadline(
  document: SnapshotDocument,
  measurement: Measurement | null,
  locale: string,
): OverviewHeadline {
  const input = savingsInput(document, measurement);
  const sidecar = measurement?.parts.sidecar ?? null;
  const isMeasured =
    measurement !== null && sidecar !== null && (sidecar.memory ?? sidecar.cpu) !== null;
  const figures = [
    ...(measurement ? measuredFigures(measurement, locale) : []),
    ...(isMeasured ? [ambientFigure(input, "usage", locale)] : []),
    ...requestedFigures(input, locale),
    ...(isMeasured || input.namespaces.length === 0
      ? []
      : [ambientFigure(input, "requests", locale)]),
  ];
  return { sentence: sentenceOf(input, isMeasured ? sidecar : null, measurement, locale), figures };
}

function sentenceOf(
  input: SavingsInput,
  used: Usage | null,
  measurement: Measurement | null,
  locale: string,
): string {
  if (input.namespaces.length === 0 && (used === null || used.memory === 0)) {
    if (input.requestSource === null)
      return "Pods could not be read, so what sidecars take is not known.";
    const proxies = measurement && usedTexts(measurement.parts.ztunnel, locale);
    return proxies
      ? `No sidecar runs here any more. ztunnel uses ${proxies}.`
      : "No sidecar runs here.";
  }
  if (used !== null)
    return `Sidecars use ${usedTexts(used, locale) ?? "an unknown amount"} here. ${ambientSentence(input, "usage", locale)}`;

  const asked = allSidecars(input);
  const texts = [
    figureText(asked.memory, "memory", locale),
    figureText(asked.cpu, "cpu", locale),
  ].flatMap((text) => text ?? []);
  const said = texts.length === 0 ? "an unknown amount" : texts.join(" and ");
  return `Sidecars request ${said} here; what they use was not measured. ${ambientSentence(input, "requests", locale)}`;
}

type Basis = "usage" | "requests";

const AMBIENT: Readonly<Record<Basis, string>> = { usage: "use", requests: "request" };

/** "Ambient would use 6–13 GiB for those that can leave." */
function ambientSentence(input: SavingsInput, basis: Basis, locale: string): string {
  const range = ambientRange(input, basis, locale);
  if (range === null) return "What ambient would take instead is not known.";
  const { likely } = estimates(input, basis);
  const all = moving(input, likely.assumptions).length === input.namespaces.length;
  const subject =
    input.ztunnelRuns > 0 ? "Beside the ztunnel that runs already, ambient" : "Ambient";
  return `${subject} would ${AMBIENT[basis]} ${range}${all ? "" : " for those that can leave"}.`;
}

function ambientFigure(input: SavingsInput, basis: Basis, locale: string): SourcedFigure {
  return {
    term: `Ambient would ${AMBIENT[basis]}, memory`,
    figure: ambientRange(input, basis, locale),
    source:
      basis === "usage"
        ? "estimated from published figures for ztunnel and waypoints, or measured ones where they run here"
        : "estimated from the requests that ztunnel and waypoints have by default, or have here",
  };
}

function ambientRange(input: SavingsInput, basis: Basis, locale: string): string | null {
  const { low, high } = estimates(input, basis);
  return rangeText(high.estimate.ambient.memory, low.estimate.ambient.memory, "memory", locale);
}

function estimates(input: SavingsInput, basis: Basis) {
  const assumptions = assume({}, input.cluster);
  const [low, likely, high] = SCENARIOS.map((scenario) => ({
    assumptions,
    estimate: estimate(input, assumptions, basis, scenario),
  }));
  if (!low || !likely || !high) throw new Error("The model has three scenarios.");
  return { low, likely, high };
}

function measuredFigures(measurement: Measurement, locale: string): SourcedFigure[] {
  const { sidecar } = measurement.parts;
  const measured = measuredText(measurement);
  const proxies =
    sidecar?.proxies == null
      ? ""
      : `, ${counted(sidecar.proxies, PART_WORDS.sidecar.one, PART_WORDS.sidecar.many, locale)}`;
  const rate = windowText(measurement.window, locale);
  return [
    {
      term: "Memory used by sidecars",
      figure: text(sidecar?.memory ?? null, "memory", locale),
      source: sidecar?.memory == null ? "not measured" : `${measured}${proxies}`,
    },
    {
      term: "CPU used by sidecars",
      figure: text(sidecar?.cpu ?? null, "cpu", locale),
      source:
        sidecar?.cpu == null
          ? "not measured"
          : `${measured}${rate === null ? "" : `, mean over ${rate}`}`,
    },
  ];
}

function requestedFigures(input: SavingsInput, locale: string): SourcedFigure[] {
  if (input.requestSource === null || input.namespaces.length === 0) return [];
  const asked = allSidecars(input);
  const pods = input.namespaces.reduce((sum, namespace) => sum + namespace.pods, 0);
  const figure = figureText(asked.memory, "memory", locale);
  const cpu = figureText(asked.cpu, "cpu", locale);
  return [
    {
      term: "Requested by sidecars",
      figure: figure !== null && cpu !== null ? `${figure}, ${cpu}` : (figure ?? cpu),
      source: `reserved, used or not: from the specs of ${counted(pods, "pod", "pods", locale)}, ${dayText(input.takenAt)}`,
    },
  ];
}

/** "61.2 GiB and 38 vCPU"; null when neither is known. */
function usedTexts(usage: Usage | null, locale: string): string | null {
  const texts = [
    text(usage?.memory ?? null, "memory", locale),
    text(usage?.cpu ?? null, "cpu", locale),
  ].flatMap((each) => each ?? []);
  return texts.length === 0 ? null : texts.join(" and ");
}

function text(value: number | null, resource: "memory" | "cpu", locale: string): string | null {
  return value === null ? null : quantityText(quantity(value, resource, locale));
}
