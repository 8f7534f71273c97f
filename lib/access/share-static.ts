/** The small pages around a shared one: nothing here, a passphrase is asked for, something broke. No script in any. */
import { hashOf } from "./share-html.ts";

export interface SmallPage {
  readonly html: string;
  readonly policy: string;
}

/** The colours of globals.css, by the system's theme. */
const STYLE = `:root{color-scheme:light;--page:#f7f8fa;--card:#fff;--line:#dde0e4;--box:#b9bec4;--ink:#151b23;--soft:#464e58;--bad:#c72d31;--solid:#1b222b;--on:#fff;--focus:#096acb}
@media(prefers-color-scheme:dark){:root{color-scheme:dark;--page:#0e1116;--card:#15191e;--line:#2b2f35;--box:#484e55;--ink:#eaedf1;--soft:#a9b2be;--bad:#ff8a83;--solid:#e4e8ed;--on:#101419;--focus:#3a8ef2}}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:1rem;background:var(--page);color:var(--ink);font:.9375rem/1.5 ui-sans-serif,system-ui,sans-serif}
main{width:min(28rem,100%);padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
h1{margin:0 0 .5rem;font-size:1.25rem;line-height:1.3}
p{margin:0 0 1rem;color:var(--soft)}p:last-child{margin:0}
form{display:grid;gap:.375rem}label{font-weight:600}
input{font:inherit;height:2.25rem;padding:0 .75rem;color:inherit;background:var(--card);border:1px solid var(--box);border-radius:.375rem}
strong{color:var(--bad);font-weight:600}
button{margin-top:.75rem;justify-self:start;font:inherit;font-weight:600;height:2.25rem;padding:0 .875rem;color:var(--on);background:var(--solid);border:0;border-radius:.375rem;cursor:pointer}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}`;

/** One page for every address that opens nothing, whatever the reason. */
export const NOTHING_HERE: SmallPage = small({
  title: "There is nothing at this address",
  body: `<h1>There is nothing at this address</h1>
<p>The link may be mistyped, expired or revoked. Ask the person who gave it to you for a new one.</p>`,
});

/** Asks for the passphrase; `refused` is the one sentence about what was tried. */
export function passphrasePage(refused: string | null): SmallPage {
  const alert =
    refused === null
      ? ""
      : `<p role="alert" id="refused"><strong>${escapeHtml(refused)}</strong></p>`;
  return small({
    title: "Passphrase needed",
    formAction: "'self'",
    body: `<h1>This page has a passphrase</h1>
<p>The person who gave you the link knows it. It is asked for once in this browser.</p>
<form method="post" autocomplete="off">
<label for="passphrase">Passphrase</label>
<input id="passphrase" name="passphrase" type="password" required maxlength="200" autocomplete="off"${refused === null ? "" : ' aria-invalid="true" aria-describedby="refused"'}>
${alert}<button type="submit">Open the page</button>
</form>`,
  });
}

export function brokenPage(reference: string): SmallPage {
  return small({
    title: "Something broke",
    body: `<h1>Something broke on our side</h1>
<p>The page could not be drawn. Try again in a moment; if it happens again, quote reference ${escapeHtml(reference)}.</p>`,
  });
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function small({
  title,
  body,
  formAction = "'none'",
}: {
  readonly title: string;
  readonly body: string;
  readonly formAction?: string;
}): SmallPage {
  return {
    html: `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex,nofollow"><meta name="referrer" content="no-referrer">
<style>${STYLE}</style></head><body><main>
${body}
</main></body></html>
`,
    policy: `default-src 'none'; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action ${formAction}; frame-ancestors 'none'`,
  };
}
