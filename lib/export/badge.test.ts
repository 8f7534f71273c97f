import fc from "fast-check";
import { expect, test } from "vitest";
import { NAMESPACE_VERDICTS, type NamespaceVerdict } from "../migration/model.ts";
import { badgeSvg, badgeText, escapeXml } from "./badge.ts";

function summary(wanted: Partial<Record<NamespaceVerdict, number>>) {
  const verdicts = NAMESPACE_VERDICTS.flatMap((verdict) => {
    const namespaces = wanted[verdict];
    return namespaces === undefined ? [] : [{ verdict, namespaces }];
  });
  return { verdicts, judged: verdicts.reduce((sum, { namespaces }) => sum + namespaces, 0) };
}

test("a badge says the share that can move or has moved, never rounded up", () => {
  expect(badgeText(summary({ ready: 60, done: 1, blocked: 39 })).message).toBe("61 % ready");
  expect(badgeText(summary({ ready: 999, blocked: 1 })).message).toBe("99 % ready");
  expect(badgeText(summary({ ready: 1, blocked: 999 })).message).toBe("<1 % ready");
  expect(badgeText(summary({ blocked: 3 })).message).toBe("0 % ready");
  expect(badgeText(summary({ done: 3 })).message).toBe("done");
});

test("what could not be judged is no zero", () => {
  expect(badgeText(summary({})).message).toBe("could not tell");
  expect(badgeText(summary({ "could-not-tell": 4 })).message).toBe("could not tell");
});

test("it says in words what it shows, and asks nobody for anything", () => {
  const svg = badgeSvg(badgeText(summary({ ready: 61, blocked: 39 })));
  expect(svg).toContain("<title>ambient: 61 % ready</title>");
  expect(svg).toContain('aria-label="ambient: 61 % ready"');
  expect(svg.replace("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|href|script|@import/);
});

test("no text breaks out of it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const escaped = escapeXml(text);
      expect(escaped).not.toMatch(/[<>"']|&(?!#\d+;)/);
      expect(escaped.isWellFormed()).toBe(true);
    }),
  );
  expect(escapeXml('</svg><script a="1">\0')).toBe(
    "&#60;/svg&#62;&#60;script a=&#34;1&#34;&#62;\ufffd",
  );
});
