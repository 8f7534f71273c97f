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
  if (scheduled === null || ready === null) return null;

  // The scheduler's clock against that of the node: the kubelet cannot see a pod before it was scheduled.
  const seen = toSeconds(status.startTime);
  if (seen !== null && seen < scheduled) return null;

  const first = startsOf(status.initContainerStatuses);
  const starts = startsOf(status.containerStatuses);
  if (first === null || starts === null || starts.length === 0) return null;
  const latest = Math.max(...starts.map(({ at }) => at));
  const earliest = Math.min(...first.map(({ at }) => at), ...starts.map(({ at }) => at));
  if (earliest < scheduled || latest > ready || ready - latest > LONGEST_TO_READY) return null;

  const proxy = proxyAt(status, shape, first, starts);
  return {
    ready: ready - scheduled,
    proxy: proxy === null || proxy < scheduled || proxy > ready ? null : proxy - scheduled,
  };
}

/** Seconds, those that a Deployment gives a pod to make progress by default. */
export const LONGEST_TO_READY = 600;

interface Start {
  readonly name: unknown;
  /** Seconds since 1970. */
  readonly at: number;
}

/**
 * A native sidecar counts as initialised when its startup probe has passed, so that the pod is initialised when the proxy
 * is, unless other containers initialise after it. Source: kubernetes/kubernetes pkg/kubelet/status/generate.go. Nothing
 * tells when a classic one was ready, only when it ran.
 */
function proxyAt(
  status: Raw,
  { class: podClass, containers }: PodShape,
  first: readonly Start[],
  starts: readonly Start[],
): number | null {
  if (podClass === "sidecar-classic") return atOf(starts);
  if (podClass !== "sidecar-native") return null;

  const ran = atOf(first);
  const initialized = sinceWhen(status.conditions, "Initialized");
  const isLast = containers.findLast(({ init }) => init)?.name === PROXY;
  return isLast && ran !== null && initialized !== null && initialized >= ran ? initialized : null;
}

const PROXY = "istio-proxy";

function atOf(starts: readonly Start[]): number | null {
  return starts.find(({ name }) => name === PROXY)?.at ?? null;
}

/** When each container started; null when one did again, or does not tell. */
function startsOf(statuses: unknown): readonly Start[] | null {
  if (statuses === undefined || statuses === null) return NONE;
  if (!Array.isArray(statuses)) return null;

  const starts: Start[] = [];
  for (const status of statuses) {
    if (!isRaw(status) || status.restartCount !== 0 || !isRaw(status.state)) return null;
    const state = status.state.running ?? status.state.terminated;
    const at = isRaw(state) ? toSeconds(state.startedAt) : null;
    if (at === null) return null;
    starts.push({ name: status.name, at });
  }
  return starts;
}

const NONE: readonly Start[] = [];

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
