import { expect, test } from "vitest";
import { FEATURES } from "./features.ts";
import { parityHeadline } from "./headline.ts";
import type { FeatureUse } from "./model.ts";
import { parityRows } from "./rows.ts";

const use = (feature: string, used: FeatureUse["used"]): FeatureUse => ({
  feature,
  used,
  objects: [],
  objectCount: 0,
  namespaces: [],
  unread: [],
});

function headline(istioVersion: string | null, used: string[], istiods = [istioVersion]) {
  const features = FEATURES.map(({ id }) => use(id, used.includes(id) ? "used" : "not-used"));
  return parityHeadline(parityRows({ istioVersion, features }), istioVersion, istiods);
}

test("the first sentence counts what is used and not Stable here", () => {
  expect(headline("1.27.3", ["mtls", "wasm", "envoyfilter"])).toEqual({
    sentence: "2 of the 3 features you use are not Stable in ambient mode at Istio 1.27.",
    limits: [],
  });
  expect(headline("1.27.3", ["mtls"]).sentence).toBe(
    "The one feature you use is Stable in ambient mode at Istio 1.27.",
  );
  expect(headline("1.27.3", []).sentence).toMatch(/^None of the features/);
});

test("a cluster that is newer than our knowledge, or of unknown version, is told so", () => {
  const newer = headline("1.40.0", ["mtls"]);
  expect(newer.sentence).toMatch(/not known/);
  expect(newer.limits[0]).toMatch(/Istio 1\.40 is newer than what we know, which ends with 1\.31/);
  expect(headline(null, ["mtls"]).limits[0]).toMatch(/No istiod whose version/);
  expect(headline("1.20.1", ["mtls"]).limits[0]).toMatch(/older than 1\.22/);
});

test("in 1.22 and 1.23 ambient mode is said to be Beta, and GA from 1.24", () => {
  expect(headline("1.23.1", ["mtls"]).limits).toEqual([
    "Ambient mode as a whole is Beta in 1.23 and GA from 1.24, as the Istio project counts.",
  ]);
});

test("several versions of istiod are named", () => {
  expect(headline("1.27.3", [], ["1.27.3", "1.28.0", null, "1.28.0"]).limits).toEqual([
    "Several versions of istiod run here: 1.27.3, 1.28.0, one of unknown version. The oldest one decides.",
  ]);
});

test("what could not be told is counted, and a snapshot without any answer says so", () => {
  const rows = parityRows({ istioVersion: "1.27.3", features: [use("xfcc", "could-not-tell")] });
  expect(parityHeadline(rows, "1.27.3", []).limits).toEqual([
    "Of 1 feature it could not be told whether it is in use.",
  ]);
  const none = parityRows({ istioVersion: "1.27.3", features: null });
  expect(parityHeadline(none, "1.27.3", []).sentence).toMatch(/does not say/);
});
