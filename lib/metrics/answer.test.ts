import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gapsIn, MOST_SERIES, readMatrix, readScalar, readVector } from "./answer.ts";

const AT = 1_790_000_000;
const vector = (result: unknown) => ({ status: "success", data: { resultType: "vector", result } });
const matrix = (result: unknown) => ({ status: "success", data: { resultType: "matrix", result } });

describe("an answer about one moment", () => {
  it("is figures by the labels asked for", () => {
    const told = readVector(
      vector([
        { metric: { namespace: "shop", job: "kubelet" }, value: [AT, "754974720"] },
        { metric: { namespace: "billing" }, value: [AT, "1.5e+02"] },
      ]),
      ["namespace"],
      AT,
    );

    expect(told).toMatchObject({
      ok: true,
      series: [
        { labels: ["shop"], value: 754974720 },
        { labels: ["billing"], value: 150 },
      ],
    });
  });

  it("without series is an answer of nothing", () => {
    expect(readVector(vector([]), ["namespace"], AT)).toMatchObject({ ok: true, series: [] });
  });

  it.each([
    ["an error", { status: "error", error: "boom" }],
    ["no object", null],
    ["another type", matrix([])],
    ["no list", vector({})],
    ["a list in place of labels", vector([{ metric: [], value: [AT, "1"] }])],
    ["a label that is no text", vector([{ metric: { namespace: 7 }, value: [AT, "1"] }])],
    ["a label with a line break", vector([{ metric: { namespace: "a\nb" }, value: [AT, "1"] }])],
    ["too many series", vector(Array.from({ length: MOST_SERIES + 1 }, () => ({})))],
  ])("with %s is none", (_, body) => {
    expect(readVector(body, ["namespace"], AT).ok).toBe(false);
  });

  it.each([
    ["NaN", "not-a-number"],
    ["+Inf", "infinite"],
    ["-Inf", "infinite"],
    ["1e999", "infinite"],
    ["-0.5", "negative"],
    ["0x10", "unreadable"],
    ["", "unreadable"],
    [7, "unreadable"],
  ])("refuses %s as %s", (figure, reason) => {
    const told = readVector(vector([{ metric: {}, value: [AT, figure] }]), [], AT);

    expect(told).toMatchObject({ ok: true, series: [{ labels: [], value: null }] });
    expect(told.ok && [...told.refused]).toEqual([[reason, 1]]);
  });

  it("refuses a native histogram where a number was asked for", () => {
    const told = readVector(vector([{ metric: {}, histogram: [AT, { count: "1" }] }]), [], AT);

    expect(told).toMatchObject({ ok: true, series: [{ value: null }] });
  });

  it("knows minus zero as zero", () => {
    const told = readVector(vector([{ metric: {}, value: [AT, "-0"] }]), [], AT);

    expect(told.ok && told.series[0]?.value).toBe(0);
  });
});

describe("an answer over a time", () => {
  const range = { from: AT, to: AT + 7200 };

  it("is points in the order of time", () => {
    const values = [
      [AT, "1"],
      [AT + 3600, "NaN"],
      [AT + 7200, "3"],
    ];
    expect(readMatrix(matrix([{ metric: {}, values }]), [], range)).toMatchObject({
      ok: true,
      series: [
        {
          points: [
            { at: AT, value: 1 },
            { at: AT + 3600, value: null },
            { at: AT + 7200, value: 3 },
          ],
        },
      ],
    });
  });

  it("drops points of another time and counts them", () => {
    const values = [
      [AT - 3600, "1"],
      [AT, "2"],
    ];
    const told = readMatrix(matrix([{ metric: {}, values }]), [], range);

    expect(told.ok && told.series[0]?.points).toEqual([{ at: AT, value: 2 }]);
    expect(told.ok && told.refused.get("stale")).toBe(1);
  });

  it("that goes back in time is none", () => {
    const values = [
      [AT + 3600, "1"],
      [AT, "2"],
    ];
    expect(readMatrix(matrix([{ metric: {}, values }]), [], range).ok).toBe(false);
  });

  it("refuses every point of a series that comes twice", () => {
    const twice = [
      { metric: { replica: "a" }, values: [[AT, "1"]] },
      { metric: { replica: "b" }, values: [[AT, "1"]] },
    ];
    const told = readMatrix(matrix(twice), [], range);

    expect(told.ok && told.series).toEqual([{ labels: [], points: [{ at: AT, value: null }] }]);
  });
});

describe("an answer of a single number", () => {
  it.each([
    ["a scalar", { resultType: "scalar", result: [AT, "1790000000.5"] }, 1790000000.5],
    [
      "a vector of one",
      { resultType: "vector", result: [{ metric: {}, value: [AT, "1790000000"] }] },
      1790000000,
    ],
  ])("may be %s", (_, data, number) => {
    expect(readScalar({ status: "success", data })).toBe(number);
  });

  it.each([
    { resultType: "vector", result: [] },
    { resultType: "vector", result: [1, 2] },
    { resultType: "scalar", result: [AT, "NaN"] },
    { resultType: "matrix", result: [AT, "1"] },
  ])("is not %j", (data) => {
    expect(readScalar({ status: "success", data })).toMatchObject({ ok: false });
  });
});

describe("what a server says of its own answer", () => {
  it.each([
    [{ warnings: ["store down"] }, 1],
    [{ infos: ["some ingesters did not answer"] }, 1],
    [{ isPartial: true }, 1],
    [{ infos: ["PromQL info: metric might not be a counter"] }, 0],
    [{ warnings: "store down" }, 0],
    [{ isPartial: "no" }, 0],
  ])("%j is %i gap", (more, count) => {
    const told = readVector({ ...vector([]), ...more }, [], AT);

    expect(told.ok && gapsIn("memory", told)).toHaveLength(count);
  });
});

describe("any answer", () => {
  it("never makes the readers throw, and never gives a figure that cannot be one", () => {
    const figure = fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom("NaN", "+Inf"));
    const sample = fc.oneof(fc.tuple(fc.double(), figure), fc.anything());
    const series = fc.oneof(
      fc.record({ metric: fc.dictionary(fc.string(), fc.string()), value: sample }),
      fc.record({ metric: fc.dictionary(fc.string(), fc.string()), values: fc.array(sample) }),
      fc.anything(),
    );
    const body = fc.oneof(
      fc.anything(),
      fc.array(series).map(vector),
      fc.array(series).map(matrix),
    );
    fc.assert(
      fc.property(body, (answer) => {
        readScalar(answer);
        const one = readVector(answer, ["a"], AT);
        const many = readMatrix(answer, ["a"], { from: 0, to: AT });
        const values = [
          ...(one.ok ? one.series.map(({ value }) => value) : []),
          ...(many.ok ? many.series.flatMap(({ points }) => points.map(({ value }) => value)) : []),
        ];
        expect(
          values.every((value) => value === null || (Number.isFinite(value) && value >= 0)),
        ).toBe(true);
      }),
    );
  });
});
