/** Manifests of the Istio project, where they are at hand. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Pod, Workload } from "../model.ts";
import { collectedFrom } from "./fixture.ts";

const corpus = new URL("../../../../shared/corpus", import.meta.url).pathname;
const here = existsSync(corpus);

function read(folder: string, file: string) {
  const yaml = readFileSync(join(corpus, folder, file), "utf8");
  return collectedFrom(yaml, { input: "dump", otherKinds: "ignored" }).slices;
}

function files(folder: string): readonly string[] {
  return here ? readdirSync(join(corpus, folder)).filter((name) => name.endsWith(".yaml")) : [];
}

function classesIn(folder: string, file: string): readonly string[] {
  const { pods, workloads } = read(folder, file);
  const found: readonly (Pod | Workload)[] = [
    ...(pods.read === "unread" ? [] : pods.items),
    ...(workloads.read === "unread" ? [] : workloads.items),
  ];
  return found.map(({ shape }) => shape.class);
}

describe.skipIf(!here)("the corpus", () => {
  test.each(
    [
      "install",
      "bookinfo",
      "bookinfo/networking",
      "bookinfo/gateway-api",
      "samples",
      "injected",
      "ambient-argo",
    ].flatMap((folder) => files(folder).map((file) => [folder, file] as const)),
  )("%s/%s is understood whole", (folder, file) => {
    const unread = Object.values(read(folder, file)).flatMap((slice) =>
      slice.read === "complete" ? [] : slice.unread,
    );
    expect(unread).toEqual([]);
  });

  test.each([
    ["install", "ztunnel.yaml", ["ztunnel"]],
    ["install", "istio-cni.yaml", ["plain"]],
    ["install", "pilot_default.yaml", ["plain"]],
    ["injected", "gateway.yaml", ["classic-gateway"]],
    ["injected", "grpc-agent.yaml", ["proxyless-grpc"]],
    ["injected", "hello-host-network.yaml", ["plain"]],
    ["injected", "hello-never.yaml", ["sidecar-native"]],
    ["injected", "hello.yaml", ["sidecar-native"]],
    ["injected", "native-sidecar.yaml", ["sidecar-native"]],
    ["injected", "native-sidecar-opt-in.yaml", ["sidecar-native"]],
    ["injected", "native-sidecar-opt-out.yaml", ["sidecar-classic"]],
    ["injected", "native-sidecar-old-version.yaml", ["sidecar-classic"]],
    ["injected", "list.yaml", ["sidecar-native", "sidecar-native"]],
    ["injected", "cronjob.yaml", ["sidecar-native"]],
    ["injected", "job.yaml", ["sidecar-native"]],
    ["injected", "statefulset.yaml", ["sidecar-native"]],
    ["injected", "daemonset.yaml", ["sidecar-native"]],
    ["injected", "pod.yaml", ["sidecar-native"]],
  ])("%s/%s is %j", (folder, file, expected) => {
    expect(classesIn(folder, file)).toEqual(expected);
  });
});
