import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import { compileCondition } from "./condition.ts";
import { compilePath, sharedPaths, TooLarge } from "./path.ts";
import { FEATURE_WITNESSES } from "./rules.ts";
import type { Condition } from "./schema.ts";

const holds = (condition: Condition, object: unknown) => compileCondition(condition)(object);

describe("paths", () => {
  const object = {
    metadata: { labels: { "istio.io/rev": "a", app: "b" } },
    spec: {
      containers: [{ name: "one", env: [{ name: "X", value: "1" }] }, { name: "two" }],
      initContainers: [{ name: "three" }],
      ports: { http: { mode: "A" }, tcp: { mode: "B" } },
      nothing: null,
    },
  };

  test.each([
    ["metadata.labels['istio.io/rev']", ["a"]],
    ["metadata.labels.app", ["b"]],
    ["spec.containers[].name", ["one", "two"]],
    ["spec.{containers,initContainers}[].name", ["one", "two", "three"]],
    ["spec.containers[name=one].env[name=X].value", ["1"]],
    ["spec.containers[name=two].env[name=X].value", []],
    ["spec.ports.*.mode", ["A", "B"]],
    ["spec.nothing", []],
    ["spec.absent.deeper", []],
  ])("%s reaches what it says", (path, values) => {
    expect(compilePath(path)(object)).toEqual(values);
  });

  test("inherited fields are not there", () => {
    expect(compilePath("metadata.constructor.name")({ metadata: {} })).toEqual([]);
    expect(compilePath("spec.__proto__.x")(JSON.parse('{"spec":{"__proto__":{"x":1}}}'))).toEqual([
      1,
    ]);
  });
});

describe("operators", () => {
  test.each<[Condition, unknown, boolean]>([
    [{ path: "a", op: "exists" }, { a: 0 }, true],
    [{ path: "a", op: "exists" }, { a: null }, false],
    [{ path: "a", op: "absent" }, {}, true],
    [{ path: "a", op: "absent" }, { a: 1 }, false],
    [{ path: "a", op: "notEmpty" }, { a: [] }, false],
    [{ path: "a", op: "notEmpty" }, { a: {} }, false],
    [{ path: "a", op: "notEmpty" }, { a: false }, true],
    [{ path: "a", op: "empty" }, {}, true],
    [{ path: "a", op: "empty" }, { a: "" }, true],
    [{ path: "a[]", op: "notEquals", value: "x" }, { a: ["x", "y"] }, true],
    [{ path: "a[]", op: "notEquals", value: "x" }, { a: ["x"] }, false],
    [{ path: "a", op: "notEquals", value: "x" }, {}, false],
    [{ path: "a", op: "notEquals", value: "x", whenAbsent: true }, {}, true],
    [{ path: "a", op: "in", value: ["x"] }, { a: "x" }, true],
    [{ path: "a[]", op: "notIn", value: ["x"] }, { a: ["x", "y"] }, true],
    [{ path: "a", op: "contains", value: "x" }, { a: ["y", "x"] }, true],
    [{ path: "a", op: "contains", value: "x" }, { a: "x" }, true],
    [{ path: "a", op: "contains", value: "x" }, { a: "xx" }, false],
    [{ path: "a", op: "notContains", value: "x" }, { a: ["y"] }, true],
    [{ path: "a", op: "absentOrContains", value: "mesh" }, {}, true],
    [{ path: "a", op: "absentOrContains", value: "mesh" }, { a: [] }, true],
    [{ path: "a", op: "absentOrContains", value: "mesh" }, { a: ["gw"] }, false],
    [{ path: "a", op: "regex", value: "rate_?limit" }, { a: [{ b: { c: "ratelimit" } }] }, true],
    [{ path: "a", op: "regex", value: "^fips" }, { a: "fips-140-2" }, true],
    [{ path: "a", op: "keyRegex", value: "^traffic" }, { a: { "traffic/x": 1 } }, true],
    [{ path: "a", op: "equals", value: 15008 }, { a: "15008" }, false],
  ])("%j of %j is %s", (condition, object, expected) => {
    expect(holds(condition, object)).toBe(expected);
  });
});

describe("hostile objects", () => {
  const nested = (depth: number) => {
    let value: unknown = "ratelimit";
    for (let at = 0; at < depth; at += 1) value = { a: [value] };
    return value;
  };

  test("what is nested or long without end is too large, not absent", () => {
    const search: Condition = { path: "spec.configPatches", op: "regex", value: "ratelimit" };
    expect(() => holds(search, { spec: { configPatches: nested(50_000) } })).toThrow(TooLarge);
    expect(() => holds(search, { spec: { configPatches: "x".repeat(2 ** 21) } })).toThrow(TooLarge);
    const shared = Array.from({ length: 1000 }, () => "x".repeat(2000));
    expect(() => holds(search, { spec: { configPatches: [shared] } })).toThrow(TooLarge);
    expect(() =>
      compilePath("a[].b[]")({ a: Array(1000).fill({ b: Array(1000).fill(1) }) }),
    ).toThrow(TooLarge);
  });

  test("no rule throws or hangs, whatever the object is", () => {
    const fields = fc.constantFrom(
      "spec",
      "metadata",
      "labels",
      "annotations",
      "rules",
      "configPatches",
      "http",
      "template",
      "containers",
      "__proto__",
      "constructor",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.string(),
        fc.constant(null),
        fc.integer(),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fields, tie("tree"), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(...RESOURCES), (object, resource) => {
        for (const name of FEATURE_WITNESSES.see(resource, object)) {
          expect(FEATURE_WITNESSES.rules).toContain(name.replace(/^\?|=.*$/gs, ""));
        }
      }),
      { numRuns: 500 },
    );
  });

  test("an object that is too large is told as a doubt", () => {
    const filter = RESOURCES.find(({ kind }) => kind === "EnvoyFilter");
    const object = { spec: { configPatches: nested(200) } };
    expect(filter && FEATURE_WITNESSES.see(filter, object)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^\?/)]),
    );
  });
});

test("rules that share a path walk it once for an object, and again for the next", () => {
  let walked = 0;
  const object = {
    get spec() {
      walked += 1;
      return { hosts: [`host-${walked}`] };
    },
  };
  const paths = sharedPaths();
  const [one, other] = [paths.compile("spec.hosts[]"), paths.compile("spec.hosts[]")];
  expect(one(object)).toEqual(["host-1"]);
  expect(other(object)).toEqual(["host-1"]);
  expect(other({ spec: { hosts: ["elsewhere"] } })).toEqual(["elsewhere"]);
  expect(one(object)).toEqual(["host-2"]);
  paths.forget();
  expect(one(object)).toEqual(["host-3"]);
  expect(one(null)).toEqual([]);
});
