/** The card of a link, for wikis and dashboards: a small static page of its own, without script. */
import type { NamespaceVerdict } from "../migration/model.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";
import { hashOf } from "./share-html.ts";
import { escapeHtml, type SmallPage } from "./share-static.ts";

export interface CardContent {
  /** As the receiver may see it. */
  readonly cluster: string;
  /** "2 namespaces", or "whole cluster". */
  readonly extent: string;
  /** "22 Nov 2026, 10:42 UTC". */
  readonly takenAt: string;
  readonly document: Pick<SnapshotDocument, "summary">;
  /** Where the whole shared page is. */
  readonly page: string;
  /** Whether pages of others may show the card. */
  readonly embed: boolean;
}

/** The order, words and colours of a verdict bar. */
const VERDICTS: readonly { verdict: NamespaceVerdict; word: string; css: string }[] = [
  { verdict: "done", word: "done", css: "done" },
  { verdict: "ready", word: "ready", css: "ready" },
  { verdict: "ready-with-work", word: "ready with work", css: "work" },
  { verdict: "blocked", word: "blocked", css: "blocked" },
  { verdict: "stay-on-sidecar", word: "stay on sidecar", css: "stay" },
  { verdict: "could-not-tell", word: "could not tell", css: "unknown" },
];

export function sharedCard(content: CardContent): SmallPage {
  const { summary } = content.document;
  const parts = VERDICTS.flatMap(({ verdict, word, css }) => {
    const row = summary.verdicts.find((each) => each.verdict === verdict);
    return row === undefined ? [] : [{ word, css, amount: row.namespaces }];
  });
  const said = parts.map(({ amount, word }) => `${amount} ${word}`).join(", ");
  const title = `${content.cluster}: ${said === "" ? "nothing was judged" : said}`;

  return {
    html: `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer">
<style>${STYLE}</style></head><body><main>
<h1><bdi>${escapeHtml(content.cluster)}</bdi> <small>${escapeHtml(content.extent)}</small></h1>
<p class="sentence">${escapeHtml(summary.sentence)}</p>
${bar(parts, said)}<ul>${parts.map(({ word, css, amount }) => `<li><i class="${css}"></i>${word} <b>${amount}</b></li>`).join("")}</ul>
<p class="foot"><span>Snapshot of ${escapeHtml(content.takenAt)}</span> <a href="${escapeHtml(content.page)}" target="_blank" rel="noopener noreferrer">Open the report</a></p>
</main></body></html>
`,
    policy: `default-src 'none'; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors ${content.embed ? "*" : "'none'"}`,
  };
}

/** Widths are attributes of rectangles, so that no style attribute is needed. */
function bar(parts: readonly { css: string; amount: number }[], said: string): string {
  const total = parts.reduce((sum, { amount }) => sum + amount, 0);
  if (total === 0) return "";
  let start = 0;
  const rects = parts.map(({ css, amount }) => {
    const width = (amount / total) * 100;
    const rect = `<rect class="${css}" x="${start}%" width="${width}%" height="100%"/>`;
    start += width;
    return rect;
  });
  return `<svg role="img" aria-label="Namespaces by verdict: ${escapeHtml(said)}" height="12">${rects.join("")}</svg>\n`;
}

const STYLE = `:root{color-scheme:light;--card:#fff;--line:#dde0e4;--ink:#151b23;--soft:#464e58;--faint:#626a73;--done:#017272;--ready:#2aa654;--work:#bbedc4;--blocked:#c21725;--stay:#9c5ecd;--unknown:#a6abb2;--focus:#096acb}
@media(prefers-color-scheme:dark){:root{color-scheme:dark;--card:#15191e;--line:#2b2f35;--ink:#eaedf1;--soft:#a9b2be;--faint:#88909a;--unknown:#5b626b;--focus:#3a8ef2}}
*{box-sizing:border-box}
body{margin:0;background:var(--card);color:var(--ink);font:.875rem/1.45 ui-sans-serif,system-ui,sans-serif}
main{padding:.875rem 1rem;border:1px solid var(--line);border-radius:.5rem;min-height:100dvh;display:flex;flex-direction:column;gap:.5rem}
h1{margin:0;font-size:1rem;overflow-wrap:anywhere}h1 bdi{font-family:ui-monospace,monospace;font-size:.9375rem}h1 small{font-weight:400;color:var(--faint);font-size:.8125rem}
p{margin:0}.sentence{color:var(--soft)}
svg{display:block;width:100%;border-radius:3px;overflow:hidden}
rect.done{fill:var(--done)}rect.ready{fill:var(--ready)}rect.work{fill:var(--work)}rect.blocked{fill:var(--blocked)}rect.stay{fill:var(--stay)}rect.unknown{fill:var(--unknown)}
ul{margin:0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.125rem .875rem;font-size:.8125rem;color:var(--soft)}
li b{color:var(--ink)}i{display:inline-block;width:.625rem;height:.625rem;border-radius:2px;margin-right:.3125rem}
i.done{background:var(--done)}i.ready{background:var(--ready)}i.work{background:var(--work)}i.blocked{background:var(--blocked)}i.stay{background:var(--stay)}i.unknown{background:var(--unknown)}
.foot{margin-top:auto;display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;color:var(--faint);font-size:.8125rem}
a{color:inherit;text-underline-offset:2px}:focus-visible{outline:2px solid var(--focus);outline-offset:2px}`;
