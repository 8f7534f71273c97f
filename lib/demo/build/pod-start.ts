import { isObject, items, type Json, text } from "../json.ts";
import type { PodIdentity } from "./pod.ts";
import type { Dice } from "./random.ts";
import type { Template } from "./sidecar.ts";

type Times = Pick<
  PodIdentity,
  "scheduledAt" | "proxyAt" | "initializedAt" | "appAt" | "readyAt" | "restarts"
>;

/**
 * When things happened while a pod started, made up once for each pod, in whole seconds as a kubelet writes them. A native
 * sidecar is ready before the application starts; a classic one starts beside it, and readiness waits for both; without a
 * sidecar nothing waits. One pod in forty restarted since.
 */
export function startOf({ spec }: Template, createdAt: string, chance: Dice): Times {
  const isNative = hasProxy(spec.initContainers);
  const isClassic = items(spec.containers).length > 1 && hasProxy(spec.containers);
  const sandbox = 1 + chance.below(2);
  const slow = chance.below(12) === 0 ? 15 + chance.below(30) : 0;
  const application = 2 + chance.below(7) + slow;
  const proxy = 2 + chance.below(4);
  // An application whose first calls fail for want of its proxy tries again a little later.
  const lost = isClassic ? chance.below(4) : 0;

  const proxyRuns = sandbox + 1;
  const initialized = isNative ? proxyRuns + proxy : isClassic ? proxyRuns : sandbox;
  const runs = initialized + chance.below(2);
  const ready = Math.max(runs + application + lost, isClassic ? runs + 1 + proxy : 0);

  const after = (seconds: number) => later(createdAt, seconds);
  return {
    scheduledAt: createdAt,
    proxyAt: after(isNative ? proxyRuns : isClassic ? runs + 1 : runs),
    initializedAt: after(initialized),
    appAt: after(runs),
    readyAt: after(ready),
    restarts: chance.below(40) === 0 ? 1 + chance.below(3) : 0,
  };
}

function hasProxy(containers: Json | undefined): boolean {
  return items(containers).some((each) => isObject(each) && text(each.name) === "istio-proxy");
}

function later(time: string, seconds: number): string {
  return `${new Date(Date.parse(time) + seconds * 1000).toISOString().slice(0, 19)}Z`;
}
