/**
 * Makes a page that Next drew fit to be kept: its inline scripts are known by their hashes instead of a nonce, so that
 * the same bytes can be sent to everybody.
 */
import { createHash } from "node:crypto";

export interface FinishedHtml {
  readonly html: string;
  /** Sources for `script-src`: the hash of every inline script. */
  readonly scripts: readonly string[];
  /** The nonce that styles of the page carry; scripts do not run by it. */
  readonly nonce: string | null;
}

/** Next writes neither ">" into attributes nor "</script" into contents: it escapes both. */
const SCRIPT = /<script\b([^>]*)>([\s\S]*?)<\/script>/g;

/** The data of a page comes in pieces, one script each; together they are one script and one hash. */
const DATA = /^(\(self\.__next_f=self\.__next_f\|\|\[\]\)|self\.__next_f)\.push\(/;

export function finishHtml(drawn: string): FinishedHtml {
  const data: string[] = [];
  const hashes = new Set<string>();
  const nonce = /\snonce="([^"]+)"/.exec(drawn)?.[1] ?? null;

  const kept = drawn.replace(SCRIPT, (tag: string, attributes: string, content: string) => {
    if (/\ssrc=/.test(attributes) || content === "") return tag;
    if (DATA.test(content)) {
      data.push(content);
      return "";
    }
    hashes.add(hashOf(content));
    return tag;
  });
  if (data.length === 0) return { html: kept, scripts: [...hashes], nonce };

  const merged = data.join(";");
  hashes.add(hashOf(merged));
  const end = kept.lastIndexOf("</body>");
  const at = end === -1 ? kept.length : end;
  return {
    html: `${kept.slice(0, at)}<script>${merged}</script>${kept.slice(at)}`,
    scripts: [...hashes],
    nonce,
  };
}

/** "'sha256-…'" as a content security policy spells it. */
export function hashOf(content: string): string {
  return `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
}
