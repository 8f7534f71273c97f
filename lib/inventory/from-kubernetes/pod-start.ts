/**
 * How long a pod took to start, from the times in its status, which have whole seconds. A status tells only when each
 * thing changed last, so the times are taken only where nothing seems to have changed since the first start.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-conditions
 */
import type { PodShape, PodStart } from "../model.ts";
import { isRaw, type Raw } from "./raw.ts";

/**
 * null unless the pod is ready, no container of it restarted, all times are in the order in which things happen (clocks
 * that disagree break it), and it was ready soon after its last container started: later, it may have lost its readiness
 * and got it back.
 */
export function toPodStart(status: Raw | null, shape: PodShape): PodStart | null {
  if (status === null) return null;
  const scheduled = sinceWhen(status.conditions, "PodScheduled");
  const ready = sinceWhen(status.conditions, "Ready");
  if (scheduled === null || ready === null || everRestarted(status.initContainerStatuses))
    return null;

  // The scheduler's clock against that of the node: the kubelet cannot see a pod before it was scheduled.
  const seen = toSeconds(status.startTime);
  const ran = startsOf(status.containerStatuses);
  if (ran === null || ran.first < scheduled || (seen !== null && seen < scheduled)) return null;
  if (ready < ran.last || ready - ran.last > LONGEST_TO_READY) return null;

  const proxy = proxyAt(status, shape, ran.proxy);
  return {
    ready: ready - scheduled,
    proxy: proxy === null || proxy < scheduled || proxy > ready ? null : proxy - scheduled,
  };
}

/** Seconds, those that a Deployment gives a pod to make progress by default. */
export const LONGEST_TO_READY = 600;

/**
 * A native sidecar counts as initialised when its startup probe has passed, so that the pod is initialised when the proxy
 * is, unless other containers initialise after it. Source: kubernetes/kubernetes pkg/kubelet/status/generate.go. Nothing
 * tells when a classic one was ready, only when it ran.
 */
function proxyAt(
  { conditions }: Raw,
  { class: podClass, containers }: PodShape,
  ran: number | null,
): number | null {
  if (podClass === "sidecar-classic") return ran;
  if (podClass !== "sidecar-native") return null;
  const isLast = containers.findLast(({ init }) => init)?.name === PROXY;
  return isLast ? sinceWhen(conditions, "Initialized") : null;
}

const PROXY = "istio-proxy";

/** Also when that cannot be told. */
function everRestarted(statuses: unknown): boolean {
  if (statuses === undefined || statuses === null) return false;
  if (!Array.isArray(statuses)) return true;
  return statuses.some((status) => !isRaw(status) || status.restartCount !== 0);
}

/** When containers started, in seconds since 1970; null when one did again, or does not tell. */
function startsOf(
  statuses: unknown,
): { readonly first: number; readonly last: number; readonly proxy: number | null } | null {
  if (!Array.isArray(statuses) || statuses.length === 0) return null;

  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  let proxy: number | null = null;
  for (const status of statuses) {
    if (!isRaw(status) || status.restartCount !== 0 || !isRaw(status.state)) return null;
    const { running } = status.state;
    const at = isRaw(running) ? toSeconds(running.startedAt) : null;
    if (at === null) return null;
    first = Math.min(first, at);
    last = Math.max(last, at);
    if (status.name === PROXY) proxy = at;
  }
  return { first, last, proxy };
}

/** Since when a condition holds, in seconds since 1970; null when it does not. */
function sinceWhen(conditions: unknown, type: string): number | null {
  if (!Array.isArray(conditions)) return null;
  for (const condition of conditions) {
    if (!isRaw(condition) || condition.type !== type) continue;
    return condition.status === "True" ? toSeconds(condition.lastTransitionTime) : null;
  }
  return null;
}

/** "2026-11-20T10:00:00Z", as the API server writes times. */
function toSeconds(time: unknown): number | null {
  if (typeof time !== "string" || time.length !== 20) return null;
  const seconds = Date.parse(time) / 1000;
  return Number.isInteger(seconds) ? seconds : null;
}
