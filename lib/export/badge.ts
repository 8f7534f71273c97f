/** How ready a scope is, as a small picture for a README or a wiki. Pure SVG text: no script, no font, no request. */
import type { SnapshotSummary } from "../snapshot/document.ts";

export interface BadgeText {
  readonly label: string;
  readonly message: string;
  readonly tone: "done" | "good" | "middling" | "low" | "unknown";
}

/** "61 % ready": the share of judged namespaces that can move today or have moved. Never rounded up to 100. */
export function badgeText({
  judged,
  verdicts,
}: Pick<SnapshotSummary, "judged" | "verdicts">): BadgeText {
  const of = (wanted: string) =>
    verdicts
      .filter(({ verdict }) => verdict === wanted)
      .reduce((sum, { namespaces }) => sum + namespaces, 0);
  const label = "ambient";
  if (judged === 0 || of("could-not-tell") === judged)
    return { label, message: "could not tell", tone: "unknown" };
  if (of("done") === judged) return { label, message: "done", tone: "done" };

  const share = (of("ready") + of("done")) / judged;
  const percent = share > 0 && share < 0.01 ? "<1" : String(Math.floor(share * 100));
  const tone = share >= 0.8 ? "good" : share >= 0.4 ? "middling" : "low";
  return { label, message: `${percent} % ready`, tone };
}

/** Backgrounds on which white reads at 4.5:1 or more. */
const TONES: Readonly<Record<BadgeText["tone"], string>> = {
  done: "#017272",
  good: "#017b37",
  middling: "#975d00",
  low: "#5f5a52",
  unknown: "#656b73",
};

export function badgeSvg({ label, message, tone }: BadgeText): string {
  const left = widthOf(label);
  const right = widthOf(message);
  const width = left + right;
  const title = escapeXml(`${label}: ${message}`);
  const words = (text: string, middle: number, space: number) =>
    `<text x="${middle}" y="14" textLength="${space - 12}" lengthAdjust="spacingAndGlyphs">${escapeXml(text)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-label="${title}"><title>${title}</title><clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="20" fill="#3a424c"/><rect x="${left}" width="${right}" height="20" fill="${TONES[tone]}"/></g><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">${words(label, left / 2, left)}${words(message, left + right / 2, right)}</g></svg>
`;
}

/** Text that stands in an SVG or XML document as itself; what XML has no place for becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Pixels that a text of that length takes at 11 px, with room at both ends. */
function widthOf(text: string): number {
  const narrow = [...text].filter((sign) => "iljt.,:;|!' ".includes(sign)).length;
  return Math.round(([...text].length - narrow) * 7.2 + narrow * 4) + 12;
}
