import { describe, expect, test } from "vitest";
import type { Container, PodShape } from "../model.ts";
import { LONGEST_TO_READY, toPodStart } from "./pod-start.ts";

/** The time so many seconds after ten o'clock. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 20, 10) + seconds * 1000).toISOString().replace(".000", "");
}

function condition(type: string, seconds: number, status = "True") {
  return { type, status, lastProbeTime: null, lastTransitionTime: at(seconds) };
}

function ran(name: string, seconds: number, restartCount = 0) {
  return { name, restartCount, state: { running: { startedAt: at(seconds) } } };
}

const init = {
  name: "istio-init",
  restartCount: 0,
  state: { terminated: { startedAt: at(2), finishedAt: at(3) } },
};

/** Scheduled at 1, ready at 21. */
const NATIVE = {
  startTime: at(1),
  conditions: [condition("Initialized", 8), condition("Ready", 21), condition("PodScheduled", 1)],
  initContainerStatuses: [init, ran("istio-proxy", 4)],
  containerStatuses: [ran("cart", 10)],
};

const CLASSIC = {
  ...NATIVE,
  conditions: [condition("Initialized", 3), condition("Ready", 21), condition("PodScheduled", 1)],
  initContainerStatuses: [init],
  containerStatuses: [ran("cart", 5), ran("istio-proxy", 7)],
};

function shape(podClass: PodShape["class"], ...initNames: string[]): PodShape {
  const containers = initNames.map(
    (name): Container => ({
      name,
      image: "",
      init: true,
      restartAlways: name === "istio-proxy",
      args: [],
      ports: [],
      probes: [],
      env: {},
      requests: { memory: null, cpu: null },
      limits: { memory: null, cpu: null },
    }),
  );
  return {
    labels: {},
    annotations: {},
    class: podClass,
    serviceAccount: "",
    hostNetwork: false,
    nodeSelector: {},
    priorityClass: "",
    containers,
    csiDrivers: [],
    hostPaths: {},
  };
}

const native = shape("sidecar-native", "istio-init", "istio-proxy");
const classic = shape("sidecar-classic", "istio-init");

describe("how long a pod took to start", () => {
  test("a native sidecar's pod is initialised when the proxy's startup probe has passed", () => {
    expect(toPodStart(NATIVE, native)).toEqual({ ready: 20, proxy: 7 });
  });

  test("of a classic sidecar it is known when it ran, not when it was ready", () => {
    expect(toPodStart(CLASSIC, classic)).toEqual({ ready: 20, proxy: 6 });
  });

  test("without a sidecar there is no proxy to wait for", () => {
    const status = { ...NATIVE, initContainerStatuses: undefined };
    expect(toPodStart(status, shape("plain"))).toEqual({ ready: 20, proxy: null });
    expect(toPodStart(NATIVE, shape("ambient"))).toEqual({ ready: 20, proxy: null });
  });

  test("when another container initialises after the proxy, its share is unknown", () => {
    const later = shape("sidecar-native", "istio-proxy", "migrate");
    expect(toPodStart(NATIVE, later)).toEqual({ ready: 20, proxy: null });
  });

  const changed = (change: object) => toPodStart({ ...NATIVE, ...change }, native);
  const conditions = (scheduled: number, ready: number, status = "True") => ({
    conditions: [condition("PodScheduled", scheduled), condition("Ready", ready, status)],
  });

  test.each([
    ["a container restarted", { containerStatuses: [ran("cart", 10, 1)] }],
    ["an init container restarted", { initContainerStatuses: [ran("istio-proxy", 4, 2)] }],
    ["a count of restarts is missing", { containerStatuses: [{ name: "cart", state: {} }] }],
    ["a container still waits", { containerStatuses: [{ ...ran("cart", 1), state: {} }] }],
    ["it is not ready", conditions(1, 21, "False")],
    ["it has no conditions", { conditions: [] }],
    ["its conditions are no list", { conditions: "Ready" }],
    ["there are no containers", { containerStatuses: [] }],
    ["the kubelet saw it before it was scheduled, so clocks disagree", { startTime: at(0) }],
    ["a container ran before it was scheduled", conditions(3, 21)],
    ["it was ready before its last container ran", conditions(1, 9)],
    [
      "it was ready so late that it may be for the second time",
      conditions(1, 11 + LONGEST_TO_READY),
    ],
    [
      "a time is no time",
      {
        containerStatuses: [
          { ...ran("cart", 1), state: { running: { startedAt: "2026-13-40T99:00:00Z" } } },
        ],
      },
    ],
  ])("unknown when %s", (_, change) => {
    expect(changed(change)).toBeNull();
  });

  test("what is no status tells nothing", () => {
    expect(toPodStart(null, native)).toBeNull();
    expect(toPodStart({}, native)).toBeNull();
  });
});
