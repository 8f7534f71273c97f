import { expect, test } from "vitest";
import { chosenSections, receiverSees, sharedFrom } from "./share-start.ts";

test("the dialog begins with the page it is opened on", () => {
  const id = "/clusters/aaaaaaaaaaaaaaaa";
  expect(sharedFrom(id, null)).toMatchObject({ sections: ["report", "findings"] });
  expect(sharedFrom(`${id}/parity`, null)).toMatchObject({ sections: ["parity"] });
  expect(sharedFrom(`${id}/namespaces/shop`, null)).toMatchObject({
    sections: [],
    namespace: "shop",
  });
  const compare = { from: "a", to: "b" };
  expect(sharedFrom(`${id}/compare`, compare)).toMatchObject({ sections: [], compare });
});

test("sections come in the order of the page, namespace pages only for chosen namespaces", () => {
  const choice = {
    sections: new Set(["history", "report"] as const),
    namespacePages: true,
    compare: null,
    namespaces: ["shop"],
  };
  expect(chosenSections(choice)).toEqual([
    { section: "report" },
    { section: "history" },
    { section: "namespace", name: "shop" },
  ]);
  expect(chosenSections({ ...choice, namespaces: null })).toEqual([
    { section: "report" },
    { section: "history" },
  ]);
});

test("a redacted link does not promise the cluster's name", () => {
  const wish = { cluster: "prod-eu", namespaces: null, follows: true, passphrase: false };
  expect(receiverSees({ ...wish, redacted: false }, "en").join()).toContain("prod-eu");
  expect(receiverSees({ ...wish, redacted: true }, "en").join()).not.toContain("prod-eu");
});
