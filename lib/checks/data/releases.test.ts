import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { IstioVersion } from "../../inventory/facts.ts";
import data from "./istio-releases.json" with { type: "json" };
import {
  compareMinors,
  istioctlMinimumKubernetes,
  kubernetesMinor,
  nextRelease,
  RELEASES,
  releaseOf,
  supportedReleases,
} from "./releases.ts";

const minor = z.string().regex(/^1\.\d{1,2}$/);
const patch = z.string().regex(/^1\.\d{1,2}\.\d{1,2}$/);

const Table = z.strictObject({
  asOf: z.string().regex(/^\d{4}-\d{2}$/),
  sources: z.array(z.url({ protocol: /^https$/ })).min(1),
  istioctlMinimumKubernetes: z.array(z.strictObject({ fromIstio: patch, kubernetes: minor })),
  releases: z.array(
    z.strictObject({
      minor,
      released: z.iso.date(),
      endOfSupport: z.iso.date(),
      endOfSupportKind: z.enum(["actual", "expected"]),
      kubernetes: z.strictObject({ min: minor, max: minor }),
      latestPatch: patch,
    }),
  ),
});

describe("the table of Istio releases", () => {
  it("has the shape the code relies on", () => {
    expect(() => Table.parse(data)).not.toThrow();
  });

  it("lists every minor from the first with ambient mode, in order and without a hole", () => {
    const numbers = RELEASES.map((release) => Number(release.minor.slice(2)));
    expect(numbers).toEqual(numbers.map((_, index) => 18 + index));
  });

  it.each(RELEASES)("of $minor is consistent in itself", (release) => {
    expect(release.released < release.endOfSupport).toBe(true);
    expect(compareMinors(release.kubernetes.min, release.kubernetes.max)).toBeLessThan(0);
    expect(release.latestPatch.startsWith(`${release.minor}.`)).toBe(true);
  });
});

describe("looking a version up", () => {
  it("finds the row of a minor, and none for one it does not know", () => {
    expect(releaseOf(version("1.28.3"))?.endOfSupport).toBe("2026-07-01");
    expect(releaseOf(version("1.99.0"))).toBeNull();
  });

  it("goes one minor at a time", () => {
    expect(nextRelease(version("1.22.8"))?.minor).toBe("1.23");
    expect(nextRelease(version("1.31.0"))).toBeNull();
  });

  it("supports a minor from its release to the last day of support", () => {
    const minors = (day: string) => supportedReleases(day).map((release) => release.minor);
    expect(minors("2026-10-01")).toEqual(["1.29", "1.30", "1.31"]);
    expect(minors("2026-10-12")).toContain("1.29");
    expect(minors("2026-10-13")).not.toContain("1.29");
    expect(minors("2026-08-30")).not.toContain("1.31");
  });

  it.each([
    ["1.23.6", null],
    ["1.24.0", "1.28"],
    ["1.25.0", "1.28"],
    ["1.25.1", "1.29"],
    ["1.28.1", "1.29"],
    ["1.28.2", "1.30"],
    ["1.29.8", "1.30"],
    ["1.30.0", "1.32"],
  ])("knows the oldest Kubernetes of istioctl %s: %s", (istio, kubernetes) => {
    expect(istioctlMinimumKubernetes(version(istio))).toBe(kubernetes);
  });

  it("reads the minor of a Kubernetes version whatever the vendor appends", () => {
    expect(["v1.31.5-gke.100", "1.9.0", "v1.33+", "1.30"].map(kubernetesMinor)).toEqual([
      "1.31",
      "1.9",
      "1.33",
      "1.30",
    ]);
    expect(["", "latest", "v1", "one.two"].map(kubernetesMinor)).toEqual([null, null, null, null]);
  });

  it("orders minors as numbers", () => {
    expect(compareMinors("1.9", "1.31")).toBeLessThan(0);
    expect(compareMinors("1.31", "1.31")).toBe(0);
  });
});

function version(text: string): IstioVersion {
  const [major = 0, minor = 0, patch = 0] = text.split(".").map(Number);
  return { major, minor, patch, prerelease: "", text };
}
