import { expect, test } from "vitest";
import { OLD_ZTUNNEL_REQUESTS, PARAMETERS } from "./parameters.ts";
import { PUBLISHED, publishedById, publishedFigure } from "./published.ts";

test("every published set has a name of its own, links, and figures unless it says why not", () => {
  const ids = PUBLISHED.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, figures, kind } of PUBLISHED)
    if (figures.length === 0) expect(["chart-only", "context"], id).toContain(kind);
});

test("what a competitor or a seller published names him", () => {
  for (const { id, vendor } of PUBLISHED)
    expect(vendor !== null, id).toBe(id.startsWith("solo-20") || id === "linkerd-2025");
});

test("a figure that is asked for and missing is a mistake of ours", () => {
  expect(() => publishedById("nothing")).toThrow("nothing");
  expect(() =>
    publishedFigure("istio-1.24-proxy-cost", { mode: "linkerd", metric: "cpu" }),
  ).toThrow("no cpu of linkerd");
});

test("the defaults of the estimate are the published figures", () => {
  const cost = (mode: "sidecar" | "ztunnel" | "waypoint", metric: "cpu" | "memory") =>
    publishedFigure("istio-1.24-proxy-cost", { mode, metric }).value;
  expect(PARAMETERS.sidecarMemUsage.fallback).toBe(cost("sidecar", "memory"));
  expect(PARAMETERS.ztunnelMemUsage.fallback).toBe(cost("ztunnel", "memory"));
  expect(PARAMETERS.waypointMemUsage.fallback).toBe(cost("waypoint", "memory"));
  expect(PARAMETERS.sidecarCpuPer1k.fallback).toBe(cost("sidecar", "cpu"));
  expect(PARAMETERS.ztunnelCpuPer1k.fallback).toBe(cost("ztunnel", "cpu"));
  expect(PARAMETERS.waypointCpuPer1k.fallback).toBe(cost("waypoint", "cpu"));

  const request = (
    mode: "sidecar" | "ztunnel" | "waypoint" | "istio-cni",
    metric: "cpu" | "memory",
    detail?: string,
  ) =>
    publishedFigure("chart-default-requests", {
      mode,
      metric: `${metric}_request`,
      ...(detail ? { detail } : {}),
    }).value;
  const [from, until] = ["Istio 1.22.1 and later", "Istio 1.22.0 and older"];
  expect(PARAMETERS.sidecarMem.fallback).toBe(request("sidecar", "memory"));
  expect(PARAMETERS.sidecarCpu.fallback).toBe(request("sidecar", "cpu"));
  expect(PARAMETERS.waypointMem.fallback).toBe(request("waypoint", "memory"));
  expect(PARAMETERS.waypointCpu.fallback).toBe(request("waypoint", "cpu"));
  expect(PARAMETERS.cniMem.fallback).toBe(request("istio-cni", "memory"));
  expect(PARAMETERS.cniCpu.fallback).toBe(request("istio-cni", "cpu"));
  expect(PARAMETERS.ztunnelMem.fallback).toBe(request("ztunnel", "memory", from));
  expect(PARAMETERS.ztunnelCpu.fallback).toBe(request("ztunnel", "cpu", from));
  expect(OLD_ZTUNNEL_REQUESTS).toEqual({
    memory: request("ztunnel", "memory", until),
    cpu: request("ztunnel", "cpu", until),
  });
});
