import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./globals.css", import.meta.url), "utf8");

const SURFACES = ["page", "card", "sunken", "overlay", "hover"];
const PLAIN_TEXT = ["ink", "ink-soft", "ink-faint"];

describe.each([
  ["light", ":root"],
  ["dark", ".dark"],
])("tokens of the %s theme", (_, selector) => {
  const tokens = tokensOf(selector);
  const tinted = [...tokens.keys()].filter((name) => tokens.has(`${name}-wash`));

  test("the file names every surface, text tier and meaning", () => {
    expect([...tokens.keys()]).toEqual(expect.arrayContaining([...SURFACES, ...PLAIN_TEXT]));
    expect(tinted).toEqual(
      expect.arrayContaining(
        "sidecar ambient waypoint ztunnel gateway outside ready work blocked stay done unknown blocker warning info better worse".split(
          " ",
        ),
      ),
    );
  });

  test.each([...PLAIN_TEXT, ...tinted])("%s reads at 4.5:1 on every surface", (name) => {
    for (const surface of SURFACES) {
      expect(contrast(tokens, name, surface), `${name} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(tinted)("%s reads at 4.5:1 on its own wash", (name) => {
    expect(contrast(tokens, name, `${name}-wash`)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(tinted)("plain text reads at 4.5:1 on the wash of %s", (name) => {
    expect(contrast(tokens, "ink", `${name}-wash`)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens, "ink-soft", `${name}-wash`)).toBeGreaterThanOrEqual(4.5);
  });

  test("the solid control carries its text, resting and hovered", () => {
    expect(contrast(tokens, "on-solid", "solid")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens, "on-solid", "ink-soft")).toBeGreaterThanOrEqual(4.5);
  });

  test("the focus ring stands out at 3:1", () => {
    for (const surface of SURFACES) {
      expect(contrast(tokens, "focus", surface)).toBeGreaterThanOrEqual(3);
    }
  });
});

test("both themes define the same tokens, and each is a Tailwind colour", () => {
  const light = [...tokensOf(":root").keys()];
  expect([...tokensOf(".dark").keys()]).toEqual(light);
  for (const name of light) expect(css).toContain(`--color-${name}: var(--${name});`);
});

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`\n${selector} {`);
  const body = css.slice(start, css.indexOf("\n}", start));
  const pairs = [...body.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)];
  return new Map(pairs.map(([, name = "", hex = ""]) => [name, hex]));
}

function contrast(tokens: ReadonlyMap<string, string>, one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other]
    .map((name) => luminance(tokens.get(name) ?? "missing"))
    .sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
