import { expect, test } from "vitest";
import type { MetricsSource } from "@/lib/metrics/source.ts";
import { askedOf, brokenHeader, metricsDraft, sourceLine } from "./metrics-draft.ts";

const service: MetricsSource = {
  kind: "service-proxy",
  namespace: "istio-system",
  service: "prometheus",
  port: "9090",
  scheme: "http",
  path: "",
};
const address: MetricsSource = {
  kind: "prometheus",
  url: "https://mimir.example/prometheus",
  tenant: "team",
};

test("a draft begins with what is stored and sends it back unchanged", () => {
  expect(askedOf(metricsDraft(service, [], false))).toEqual({ source: service });
  expect(askedOf(metricsDraft(address, [service], true))).toEqual({ source: address });
  expect(askedOf(metricsDraft(null, [], false))).toBeNull();
});

test("an address without a stored credential clears none that is not there", () => {
  expect(askedOf(metricsDraft(address, [], false))).toEqual({ source: address, credential: null });
});

test("the likeliest Service stands ready when none is stored", () => {
  const other = { ...service, namespace: "monitoring" };
  const draft = metricsDraft(null, [service, other], false);
  expect(draft.by).toBe("none");
  expect(askedOf({ ...draft, by: "service" })).toEqual({ source: service });
});

test("only what belongs to the chosen credential is sent", () => {
  const draft = {
    ...metricsDraft(address, [], true),
    bearer: " token ",
    username: "reader",
    password: " with spaces ",
    headers: "X-Key: one\n\n  X-Other:two: three ",
    ca: "\n",
  };
  const credential = (chosen: "bearer" | "basic" | "none") =>
    askedOf({ ...draft, credential: chosen })?.credential;
  const headers = { "X-Key": "one", "X-Other": "two: three" };
  expect(credential("bearer")).toEqual({ bearer: "token", basic: null, headers, ca: null });
  expect(credential("basic")).toEqual({
    bearer: null,
    basic: { username: "reader", password: " with spaces " },
    headers,
    ca: null,
  });
  expect(credential("none")).toEqual({ bearer: null, basic: null, headers, ca: null });
  expect(askedOf({ ...draft, headers: "", credential: "none" })?.credential).toBeNull();
  expect(askedOf({ ...draft, credential: "keep" })).not.toHaveProperty("credential");
});

test("an empty tenant is none", () => {
  const draft = { ...metricsDraft(address, [], false), tenant: " " };
  expect(askedOf(draft)?.source).toMatchObject({ tenant: null });
});

test.each([
  ["X-Key: one", null],
  ["", null],
  ["X-Key", "X-Key"],
  ["X-Key:", "X-Key:"],
  ["X-Key: one\nbroken line", "broken line"],
])("the header line %j is judged", (text, broken) => {
  expect(brokenHeader(text)).toBe(broken);
});

test("a source is named as a person would", () => {
  expect(sourceLine(service)).toBe("Service prometheus in istio-system, port 9090");
  expect(sourceLine(address)).toBe("https://mimir.example/prometheus");
});
