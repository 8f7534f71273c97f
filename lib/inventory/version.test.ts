import { describe, expect, it } from "vitest";
import type { PodShape } from "./model.ts";
import {
  atLeast,
  compareVersions,
  componentVersion,
  imageVersion,
  minorsAhead,
  minorText,
  oldest,
  parseIstioVersion,
} from "./version.ts";

const version = (text: string) => {
  const parsed = parseIstioVersion(text);
  if (parsed === null) throw new Error(`${text} should be a version`);
  return parsed;
};

describe("parseIstioVersion", () => {
  it.each([
    ["1.27.3", 1, 27, 3, ""],
    ["v1.27.3", 1, 27, 3, ""],
    ["1.27.3-distroless", 1, 27, 3, ""],
    ["1.26.4-solo-fips", 1, 26, 4, ""],
    ["1.24.1-asm.3", 1, 24, 1, ""],
    ["1.31.0-rc.1", 1, 31, 0, "rc.1"],
    ["1.30.0-beta.0-distroless", 1, 30, 0, "beta.0"],
    ["1.28-alpha.f00ba1", 1, 28, 0, "alpha.f00ba1"],
  ])("reads %s", (text, major, minor, patch, prerelease) => {
    expect(parseIstioVersion(text)).toEqual({ major, minor, patch, prerelease, text });
  });

  it.each(["latest", "", "1.27", "sha256:0123", "1", "one.two.three", "1.2.3.4"])(
    "does not guess a version from %j",
    (text) => {
      expect(parseIstioVersion(text)).toBeNull();
    },
  );

  it("survives a tag of 64 KB", () => {
    expect(parseIstioVersion(`1.27.3-${"x".repeat(65_536)}`)).toBeNull();
    expect(parseIstioVersion("9".repeat(65_536))).toBeNull();
  });
});

describe("compareVersions", () => {
  it("orders a pre-release below its release and by its own parts", () => {
    const ordered = [
      "1.27.9",
      "1.28-alpha.1",
      "1.28.0-beta.2",
      "1.28.0-rc.2",
      "1.28.0-rc.10",
      "1.28.0",
      "1.28.1",
    ];
    const shuffled = ordered.map(version).toReversed().toSorted(compareVersions);
    expect(shuffled.map(({ text }) => text)).toEqual(ordered);
  });

  it("does not tell an image variant from its release", () => {
    expect(compareVersions(version("1.27.3-distroless"), version("1.27.3"))).toBe(0);
  });
});

it("counts a pre-release of 1.25 as before 1.25", () => {
  expect(atLeast(version("1.25.0-rc.0"), "1.25")).toBe(false);
  expect(atLeast(version("1.25.0"), "1.25")).toBe(true);
  expect(atLeast(version("1.25.1"), "1.25.2")).toBe(false);
});

it("counts minors ahead and behind", () => {
  expect(minorsAhead(version("1.28.0"), version("1.27.9"))).toBe(1);
  expect(minorsAhead(version("1.25.0"), version("1.27.9"))).toBe(-2);
  expect(minorText(version("1.27.9-distroless"))).toBe("1.27");
});

it("finds the oldest of several, and none of none", () => {
  expect(oldest([version("1.27.1"), version("1.26.9"), version("1.28.0")])?.text).toBe("1.26.9");
  expect(oldest([])).toBeNull();
});

describe("componentVersion", () => {
  const shape = (image: string): PodShape => ({
    labels: {},
    annotations: {},
    class: "plain",
    serviceAccount: "default",
    hostNetwork: false,
    nodeSelector: {},
    priorityClass: "",
    csiDrivers: [],
    hostPaths: {},
    containers: [
      {
        name: "discovery",
        image,
        init: false,
        restartAlways: false,
        args: [],
        ports: [],
        probes: [],
        env: {},
        requests: { memory: null, cpu: null },
        limits: { memory: null, cpu: null },
      },
    ],
  });

  it.each([
    ["docker.io/istio/pilot:1.27.3", "1.27.3", null],
    ["docker.io/istio/pilot:1.27.3-distroless", "1.27.3-distroless", null],
    ["localhost:5000/istio/pilot:1.27.3@sha256:0123", "1.27.3", null],
    ["us-docker.pkg.dev/gloo-mesh/istio-0a1b2c/pilot:1.27.3-solo", "1.27.3-solo", "solo"],
    ["gcr.io/gke-release/asm/pilot:1.24.1-asm.3", "1.24.1-asm.3", "asm"],
    ["containers.istio.tetratelabs.com/pilot:1.26.2-tetrate-v0", "1.26.2-tetrate-v0", "tetrate"],
    ["registry.example/pilot:1.26.2-acme", "1.26.2-acme", "acme"],
  ])("reads %s", (image, text, vendor) => {
    const found = componentVersion(shape(image), "discovery", {});
    expect(found.version?.text).toBe(text);
    expect(found.vendor).toBe(vendor);
  });

  it("takes the charts' label when the image is pinned by digest", () => {
    const pinned = shape("docker.io/istio/pilot@sha256:0123");
    expect(
      componentVersion(pinned, "discovery", { "app.kubernetes.io/version": "1.27.3" }).version
        ?.text,
    ).toBe("1.27.3");
    expect(
      componentVersion(pinned, "discovery", { "operator.istio.io/version": "1.23.1" }).version
        ?.text,
    ).toBe("1.23.1");
  });

  it("leaves the version unknown without tag and label", () => {
    expect(
      componentVersion(shape("docker.io/istio/pilot:latest"), "discovery", {}).version,
    ).toBeNull();
  });
});

it("reads the version of a pod's proxy from its image", () => {
  expect(imageVersion("docker.io/istio/proxyv2:1.26.1")?.minor).toBe(26);
});
