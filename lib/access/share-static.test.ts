import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { sharedCard } from "./share-card.ts";
import { brokenPage, NOTHING_HERE, passphrasePage, type SmallPage } from "./share-static.ts";

const card = sharedCard({
  cluster: "<b>prod</b>",
  extent: "2 namespaces",
  takenAt: "22 Nov 2026, 10:42 UTC",
  document: {
    summary: {
      sentence: "Of 3 namespaces </main><script>x</script>",
      namespaces: 3,
      judged: 3,
      phases: [],
      verdicts: [
        { verdict: "ready", namespaces: 1 },
        { verdict: "blocked", namespaces: 2 },
      ],
      blockers: 0,
      warnings: 0,
      infos: 0,
      namespacesWithBlockers: 0,
      needWaypoint: 0,
      pods: { sidecar: 0, ambient: 0, none: 0 },
      kindsAsked: 0,
      kindsRead: 0,
      undeterminedChecks: 0,
      sidecarMemoryRequested: null,
    },
  },
  page: "/s/token",
  embed: true,
});

test.each<[string, SmallPage]>([
  ["nothing here", NOTHING_HERE],
  ["passphrase", passphrasePage("This is <b>not</b> it.")],
  ["broken", brokenPage("12345678")],
  ["card", card],
])("the page '%s' has no script, fetches nothing, and its own style is the only one", (_, page) => {
  const style = /<style>([\s\S]*?)<\/style>/.exec(page.html)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(page.policy).toContain(`style-src 'sha256-${hash}'`);
  expect(page.policy).toContain("default-src 'none'");
  expect(page.html).not.toMatch(/<script|<link|<img|https?:|<b>prod|style="/);
  expect(page.html).toContain('content="noindex,nofollow"');
});

test("only the passphrase page may send a form, and only a card may stand in pages of others", () => {
  expect(NOTHING_HERE.policy).toContain("form-action 'none'");
  expect(passphrasePage(null).policy).toContain("form-action 'self'");
  expect(passphrasePage(null).policy).toContain("frame-ancestors 'none'");
  expect(card.policy).toContain("frame-ancestors *");
});

test("what was refused is said in words and tied to its field", () => {
  expect(passphrasePage(null).html).not.toContain("aria-invalid");
  const refused = passphrasePage("Too many attempts.").html;
  expect(refused).toContain('aria-describedby="refused"');
  expect(refused).toContain("Too many attempts.");
});
