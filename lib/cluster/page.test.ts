import { afterEach, describe, expect, it } from "vitest";
import { startDemo } from "../demo/server.ts";
import { createCollector } from "../inventory/from-kubernetes/collector.ts";
import { RESOURCES, type Resource } from "../inventory/from-kubernetes/resources.ts";
import { ballastOf } from "./ballast.ts";
import { cutKeys } from "./cut.ts";
import { MalformedPage, pageObjects, peekToken, readPage } from "./page.ts";
import { mannerOf } from "./read-resource.ts";

const NOTHING = cutKeys([]);

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("decoding a page", () => {
  it("gives its objects and the token of the next one", () => {
    const page = { kind: "PodList", metadata: { continue: "t" }, items: [{ a: 1 }] };

    expect(pageObjects(bytes(page), NOTHING)).toEqual({
      kind: "PodList",
      items: [{ a: 1 }],
      next: "t",
    });
  });

  it("gives the same one by one, however the page is written", () => {
    const metadata = '{"continue":"t"}';
    const head = `{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":`;
    for (const [text, items] of [
      [`${head}[{"a":1},{"a":2}]}`, [{ a: 1 }, { a: 2 }]],
      [`${head}[{"a":1}, {"a":2}]}`, [{ a: 1 }, { a: 2 }]],
      [`${head}[{"a":1},7,{"a":2}]}`, [{ a: 1 }, 7, { a: 2 }]],
      [`${head}[ {"a":1}]}\n`, [{ a: 1 }]],
      [`${head}[]}`, []],
      [`${head}null}`, []],
      [`{"items":[{"a":1}],"kind":"PodList","metadata":${metadata}}`, [{ a: 1 }]],
    ] as const) {
      for (const manner of ["plain", "alike", "owned"] as const) {
        const taken: unknown[] = [];
        const end = readPage(Buffer.from(text), { ballast: NOTHING, manner }, (item) =>
          taken.push(item),
        );

        expect([taken, end]).toEqual([items, { kind: "PodList", next: "t" }]);
      }
    }
  });

  it.each(["{}]", "{}", "{},]}", "{}}", "{}],}", "{}]}}", "{]}"])(
    "refuses items that go on with %s",
    (rest) => {
      const text = `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{},${rest}`;
      const read = () =>
        readPage(Buffer.from(text), { ballast: NOTHING, manner: "alike" }, () => {});

      expect(read).toThrow(MalformedPage);
    },
  );

  it("takes a list without items and without a token as empty and last", () => {
    expect(pageObjects(bytes({ items: null, metadata: { continue: "" } }), NOTHING)).toEqual({
      kind: "",
      items: [],
      next: null,
    });
  });

  it.each(["", "null", "[]", '{"kind":"Pod"}', '{"items":{}}', '{"items":[', "<html>"])(
    "refuses %j",
    (text) => {
      expect(() => pageObjects(Buffer.from(text), NOTHING)).toThrow(MalformedPage);
    },
  );
});

describe("the token of the next page, before decoding", () => {
  const metadata = '{"resourceVersion":"1","continue":"abc_-=","remainingItemCount":7}';

  it("is found at the head of a built-in kind and at the tail of a custom one", () => {
    const head = `{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":[{}]}\n`;
    const tail = `{"apiVersion":"a.io/v1","items":[{}],"kind":"AList","metadata":${metadata}}\n`;

    expect(peekToken(Buffer.from(head))).toBe("abc_-=");
    expect(peekToken(Buffer.from(tail))).toBe("abc_-=");
  });

  it("is not taken from inside an object", () => {
    const fake = `{"metadata":{"continue":"fake"}}`;
    for (const text of [
      `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[${fake}]}`,
      `{"apiVersion":"a.io/v1","items":[${fake}],"kind":"AList","metadata":{}}`,
      `{"items":[{"x":[],"kind":"AList","metadata":{"continue":"fake"}}]}`,
      `{"items":[${fake}`,
    ]) {
      expect(peekToken(Buffer.from(text))).toBeNull();
    }
  });
});

describe("the fields that are not decoded", () => {
  it.each(["prod-eu", "staging", "dev", "hostile"])("change no record of %s", async (cluster) => {
    const demo = await startDemo({ clusters: [cluster] });
    closers.push(() => demo.close());
    const whole = createCollector({ input: "live" });
    const cut = createCollector({ input: "live" });
    const oneByOne = createCollector({ input: "live" });
    let objects = 0;
    for (const resource of RESOURCES) {
      const page = await firstList(demo.address(cluster), resource);
      if (!page) continue;
      const { items } = pageObjects(page, NOTHING);
      objects += items.length;
      for (const item of items) whole.add(resource, item);
      for (const item of pageObjects(page, ballastOf(resource)).items) cut.add(resource, item);
      const reading = { ballast: ballastOf(resource), manner: mannerOf(resource) };
      readPage(page, reading, (item) => oneByOne.add(resource, item));
      for (const collector of [whole, cut, oneByOne]) collector.note(resource, { outcome: "read" });
    }

    const about = { kubernetesVersion: null, apiGroups: null };
    expect(objects).toBeGreaterThan(100);
    expect(cut.collected(about)).toEqual(whole.collected(about));
    expect(oneByOne.collected(about)).toEqual(whole.collected(about));
  });
});

async function firstList(address: string, resource: Resource): Promise<Buffer | null> {
  const { group, plural, versions } = resource;
  for (const version of versions) {
    const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    const answer = await fetch(`${address}${root}/${plural}`);
    if (answer.ok) return Buffer.from(await answer.arrayBuffer());
  }
  return null;
}

function bytes(page: object): Buffer {
  return Buffer.from(JSON.stringify(page));
}
