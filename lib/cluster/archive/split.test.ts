import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { DUMP_LIMITS, DumpError } from "./limits.ts";
import { type Piece, splitFile } from "./split.ts";

describe("YAML", () => {
  test("documents end at markers, with and without text behind them", async () => {
    expect(await values("a: 1\n---\nb: 2\n--- # c\nc: 3\n--- {d: 4}\n...\n---\n")).toEqual([
      { a: 1 },
      { b: 2 },
      { c: 3 },
      { d: 4 },
    ]);
  });

  test("comments, directives, Windows line ends and a byte order mark are no documents", async () => {
    expect(
      await values("\uFEFF%YAML 1.2\r\n---\r\n# nothing\r\n---\r\na: 1\r\nb:\r\n  - 2\r\n"),
    ).toEqual([{ a: 1, b: [2] }]);
  });

  test("a list as kubectl prints it comes item by item", async () => {
    const { pieces, loss } = await split(`apiVersion: v1
items:
- apiVersion: v1
  kind: ConfigMap
  data:
    text: |
      - not an item
      items:

      # not a comment
    list:
    - x
- kind: Pod
kind: List
metadata: {}
`);
    expect(pieces.map(({ text }) => load(text))).toEqual([
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        data: { text: "- not an item\nitems:\n\n# not a comment\n", list: ["x"] },
      },
      { kind: "Pod" },
    ]);
    expect(loss).toBeNull();
  });

  test("items may be indented, and the kind of a typed list goes with them", async () => {
    const { pieces } = await split(
      "kind: PodList\napiVersion: v1\nitems:\n  -   metadata:\n        name: a\n  - metadata: {name: b}\n",
    );
    expect(pieces.map(({ text, list }) => [load(text), list])).toEqual([
      [{ metadata: { name: "a" } }, { apiVersion: "v1", kind: "PodList" }],
      [{ metadata: { name: "b" } }, { apiVersion: "v1", kind: "PodList" }],
    ]);
  });

  test("items of something that is no list stay inside it", async () => {
    expect(await values("kind: Shelf\nitems:\n- a\n- b\n")).toEqual([
      { kind: "Shelf", items: ["a", "b"] },
    ]);
  });

  test("a list that ends before its kind is cut off", async () => {
    expect((await split("apiVersion: v1\nitems:\n- kind: Pod\n")).loss).toBe("cut-off");
  });

  test("files joined with cat come apart, also without a marker or a line end between them", async () => {
    const yaml =
      "apiVersion: v1\nkind: A\nspec:\n  version: v1apiVersion: v1\nkind: B\n# comment }apiVersion: v2\nkind: C\nkind: D\n";
    expect(await values(yaml)).toEqual([
      { apiVersion: "v1", kind: "A", spec: { version: "v1" } },
      { apiVersion: "v1", kind: "B" },
      { apiVersion: "v2", kind: "C" },
      { kind: "D" },
    ]);
  });

  test("however the text arrives, the pieces are the same", async () => {
    const yaml =
      "a: 1\n---\napiVersion: v1\nitems:\n- kind: A\n  x: |\n    - y\n- kind: B\nkind: List\n---\nb: [1,\n 2]\n";
    const expected = (await split(yaml)).pieces;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(yaml.length), { maxLength: 8 }), async (cuts) => {
        expect((await split(yaml, cuts)).pieces).toEqual(expected);
      }),
    );
  });
});

describe("JSON", () => {
  test("values come one after another, with space, commas or markers between them", async () => {
    expect(await values(' {"a":"}"}\n{"b":"\\"{\\\\"} ,\n---\n{"c":[{}]}')).toEqual([
      { a: "}" },
      { b: '"{\\' },
      { c: [{}] },
    ]);
  });

  test("a list comes item by item, with what it says before its items", async () => {
    const { pieces } = await split(
      '{"kind":"PodList","apiVersion":"v1","metadata":{"x":["items"]},"items":[{"a":[1]}, {"b":{"items":[{"c":1}]}}],"rest":{"y":[{}]}}',
    );
    const list = { kind: "PodList", apiVersion: "v1" };
    expect(pieces.map((each) => [JSON.parse(each.text), each.list])).toEqual([
      [{ a: [1] }, list],
      [{ b: { items: [{ c: 1 }] } }, list],
    ]);
  });

  test("a list in a list, and an empty list, are whole", async () => {
    expect(await values('[{"a":1},{"b":2}]\n{"kind":"List","items":[]}\n{"kind":"X"}')).toEqual([
      { a: 1 },
      { b: 2 },
      { kind: "X" },
    ]);
  });

  test("logs that kubectl cluster-info dump prints between values are skipped", async () => {
    const { pieces, loss } = await split(
      '{"a":1}\n==== START logs for container app of pod shop/cart ====\n{"level":"info"\n[1]}}\n==== END logs for container app of pod shop/cart ====\n{"b":2}\n',
    );
    expect(pieces.map(({ text }) => JSON.parse(text))).toEqual([{ a: 1 }, { b: 2 }]);
    expect(loss).toBeNull();
  });

  test("a file that ends within a value or a list is cut off, and text between values is noticed", async () => {
    expect((await split('{"a":{"b":1}')).loss).toBe("cut-off");
    expect((await split('{"kind":"List","items":[{"a":1},')).loss).toBe("cut-off");
    expect((await split('{"a":"b')).loss).toBe("cut-off");
    expect((await split('{"a":1}\nerror: timed out\n{"b":1}')).loss).toBe("not-json");
  });

  test("however the text arrives, the pieces are the same", async () => {
    const json =
      ' {"kind":"List","apiVersion":"v1","items":[{"a":"\\\\"},{"b":"\\"]}{["}],"c":[{}]}\n==== START logs for container {\n==== END logs for container\n[{"d":1}]';
    const expected = (await split(json)).pieces;
    expect(expected).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(json.length), { maxLength: 8 }), async (cuts) => {
        expect((await split(json, cuts)).pieces).toEqual(expected);
      }),
    );
  });

  test("any list of values comes out as it went in", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.object(), { maxLength: 4 }), async (items) => {
        const plain: unknown = JSON.parse(JSON.stringify(items));
        const json = JSON.stringify({ kind: "List", items }, null, 1);
        expect(await values(json)).toEqual(items.length === 0 ? [] : plain);
      }),
    );
  });
});

describe("limits", () => {
  const limits = { ...DUMP_LIMITS, documentLength: 1000, depth: 20 };

  test.each([
    ["a YAML document", `a: ${"x".repeat(2000)}`],
    ["a YAML document of many lines", "a: 1\n".repeat(500)],
    ["an item of a YAML list", `items:\n- a: |\n${"    x\n".repeat(500)}`],
    ["a JSON value", `{"a":"${"x".repeat(2000)}"}`],
    ["an item of a JSON list", `{"items":[{"a":"${"x".repeat(2000)}"}]}`],
    ["JSON before its items", `{"a":[${"1,".repeat(1000)}1],"items":[]}`],
  ])("%s that is too long ends the import", async (_, text) => {
    await expect(split(text, [10, 500, 900], limits)).rejects.toThrow(DumpError);
  });

  test("a list may be longer than a document", async () => {
    const items = Array.from(
      { length: 100 },
      (_, index) => `- name: n${index}\n  x: ${"y".repeat(50)}`,
    );
    const { pieces } = await split(`items:\n${items.join("\n")}\nkind: List\n`, [], limits);
    expect(pieces).toHaveLength(100);
  });

  test("JSON nested deeper than any object ends the import", async () => {
    await expect(split(`{"a":${"[".repeat(30)}`, [], limits)).rejects.toThrow(/20 levels/);
  });
});

async function split(text: string, cuts: readonly number[] = [], limits = DUMP_LIMITS) {
  const { pieces, loss } = splitFile(arriving(text, cuts), "file.yaml", limits);
  const found: Piece[] = [];
  for await (const piece of pieces) found.push(piece);
  return { pieces: found, loss: loss() };
}

async function values(text: string): Promise<unknown[]> {
  const { pieces } = await split(text);
  return pieces.map((piece) =>
    piece.format === "json" ? (JSON.parse(piece.text) as unknown) : load(piece.text),
  );
}

async function* arriving(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  let from = 0;
  for (const cut of cuts.toSorted((a, b) => a - b)) {
    yield text.slice(from, cut);
    from = cut;
  }
  yield text.slice(from);
}
