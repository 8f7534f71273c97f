/** The five pains in words: what each is here now, and what ambient mode changes about it here. */
import { rangeText } from "@/components/savings/words.ts";
import { bytes, count, counted, percent, quantityText } from "@/lib/format.ts";
import { ARTICLE } from "@/lib/savings/headline.ts";
import { savingsInput } from "@/lib/savings/input.ts";
import { estimate } from "@/lib/savings/model.ts";
import { assume } from "@/lib/savings/parameters.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type { Pain, PainFigures, PathPain } from "@/lib/snapshot/pain-model.ts";
import { measuredText } from "../performance/words.ts";

export interface PainRow {
  readonly pain: Pain;
  readonly title: string;
  /** What the article says of it. */
  readonly article: string;
  readonly now: PainSide;
  readonly ambient: PainSide;
}

export interface PainSide {
  /** "12.4 GiB"; null: it could not be told. */
  readonly figure: string | null;
  readonly sentence: string;
  /** Where it comes from, or why it is not known. */
  readonly source: string;
}

interface Told {
  readonly document: SnapshotDocument;
  readonly pains: PainFigures;
  readonly measurement: Measurement | null;
  readonly locale: string;
}

export function painRows(told: Told): readonly PainRow[] {
  return [
    {
      pain: "memory",
      title: "Memory for every pod",
      article: "50–100 MB for each sidecar, 25–50 GB at 500 pods.",
      now: memoryNow(told),
      ambient: memoryAmbient(told),
    },
    {
      pain: "start",
      title: "Slow pod start",
      article: "A pod with a sidecar is ready only when its proxy is.",
      now: startNow(told),
      ambient: startAmbient(told),
    },
    {
      pain: "upgrade",
      title: "Upgrades of the mesh",
      article: "Every pod restarts to get the new proxy.",
      now: upgradeNow(told),
      ambient: upgradeAmbient(told),
    },
    {
      pain: "opt-out",
      title: "Fragile opt-out",
      article: "One label or annotation takes a pod out of the mesh, and nobody sees it.",
      now: optOutNow(told),
      ambient: optOutAmbient(told),
    },
    {
      pain: "path",
      title: "Proxies to look through",
      article: "Every request passes two proxies that read HTTP.",
      now: pathNow(told),
      ambient: pathAmbient(told),
    },
  ];
}

const SPECS = "from the pods of this snapshot";
const STATUS = "from the status of the pods of this snapshot";

function unknown(sentence: string, source: string): PainSide {
  return { figure: null, sentence, source };
}

function memoryNow({ pains: { memory }, measurement, locale }: Told): PainSide {
  const measured = measurement?.parts.sidecar;
  if (measured?.memory != null && measured.proxies !== null && measured.proxies > 0) {
    const each = measured.memory / measured.proxies;
    return {
      figure: size(measured.memory, locale),
      sentence: `${sidecars(measured.proxies, locale)} use it, ${size(each, locale)} each on average; 500 such pods would use ${size(each * ARTICLE.pods, locale)}.`,
      source: measuredText(measurement ?? { source: "requested", at: "" }),
    };
  }
  if (memory === null) return unknown("What sidecars take is not known.", UNREAD);
  const requesting = memory.sidecars - memory.unset;
  if (requesting === 0) {
    return memory.sidecars === 0
      ? { figure: size(0, locale), sentence: "No sidecar runs here.", source: SPECS }
      : unknown(
          `${sidecars(memory.sidecars, locale)} run, and none of them requests memory.`,
          "their use was not measured",
        );
  }
  const each = memory.requested / requesting;
  const unset =
    memory.unset > 0 ? ` ${count(memory.unset, locale)} more request none and are not in it.` : "";
  return {
    figure: size(memory.requested, locale),
    sentence: `${sidecars(requesting, locale)} request it, ${size(each, locale)} each on average; 500 such pods would request ${size(each * ARTICLE.pods, locale)}.${unset}`,
    source: "requested, from pod specs; use was not measured",
  };
}

function memoryAmbient({ document, measurement, locale }: Told): PainSide {
  const measured = measurement?.parts.sidecar?.memory != null;
  const input = savingsInput(document, measurement);
  const basis = measured ? "usage" : "requests";
  if (input.namespaces.length === 0) {
    return {
      figure: null,
      sentence: "No pod with a sidecar is left that could move.",
      source: "nothing to estimate",
    };
  }
  const of = (scenario: "low" | "high") =>
    estimate(input, assume({}, input.cluster), basis, scenario).ambient.memory;
  const range = rangeText(of("low"), of("high"), "memory", locale);
  if (range === null) return unknown("What ambient mode would take here is not known.", UNREAD);
  return {
    figure: range,
    sentence: `${measured ? "Used" : "Requested"} by ztunnel on each node and by the waypoints that are needed, whatever the number of pods.`,
    source: "estimated with the default assumptions; Savings lets you change them",
  };
}

function startNow({ pains: { start }, locale }: Told): PainSide {
  if (start === null) return unknown("How long pods take to start is not known.", UNREAD);
  const { sidecar, without } = start;
  if (sidecar.seconds === null) {
    return unknown(
      sidecar.unknown > 0
        ? `The status of ${counted(sidecar.unknown, "pod", "pods", locale)} with a sidecar does not tell.`
        : "No ready pod has a sidecar.",
      STATUS,
    );
  }
  const others =
    without.seconds === null
      ? ""
      : ` Without a sidecar it is ${seconds(without.seconds.p50)} (${counted(without.pods, "pod", "pods", locale)}; other applications, so no proof).`;
  return {
    figure: seconds(sidecar.seconds.p50),
    sentence: `Half of ${counted(sidecar.pods, "pod", "pods", locale)} with a sidecar were ready by then, nine of ten by ${seconds(sidecar.seconds.p90)}.${others}`,
    source: `${STATUS}, scheduled to ready in whole seconds${notTold(sidecar.unknown, locale)}`,
  };
}

function notTold(pods: number, locale: string): string {
  return pods === 0 ? "" : `; ${counted(pods, "pod", "pods", locale)} could not be told`;
}

function startAmbient({ pains: { start }, locale }: Told): PainSide {
  if (start === null) return unknown("What of a start is the proxy's is not known.", UNREAD);
  const { native } = start.wait;
  const { ambient } = start.groups;
  const here =
    ambient.seconds === null
      ? "No pod in ambient mode tells its start here yet."
      : `Half of ${counted(ambient.pods, "pod", "pods", locale)} in ambient mode were ready after ${seconds(ambient.seconds.p50)}.`;
  if (native.seconds === null || native.share === null) {
    return unknown(
      `No proxy in the pod to wait for. How much that is cannot be told: no native sidecar tells when it was ready. ${here}`,
      STATUS,
    );
  }
  return {
    figure: `up to −${quantityText(percent(native.share, locale))}`,
    sentence: `No proxy in the pod to wait for: of native sidecars' starts this share had passed when the proxy was ready, ${seconds(native.seconds.p50)} in the middle. Pulling images and making the pod's network are in it and stay. ${here}`,
    source: `${STATUS}: ${counted(native.pods, "pod", "pods", locale)} with a native sidecar`,
  };
}

function upgradeNow({ pains: { upgrade }, locale }: Told): PainSide {
  if (upgrade === null) return unknown("Who must restart is not known.", UNREAD);
  const { sidecars: pods, older, unknown: open } = upgrade;
  const behind = pods - open === 0 ? "" : ` ${olderText(older, locale)}`;
  const untold =
    open > 0 ? ` Of ${count(open, locale)} it cannot be told whether they are older.` : "";
  return {
    figure: counted(pods, "pod", "pods", locale),
    sentence:
      pods === 0
        ? "No pod has a sidecar, so no application restarts for an upgrade."
        : `must restart to get the proxy of the next version.${behind}${untold}`,
    source: SPECS,
  };
}

function olderText(older: number, locale: string): string {
  return older === 0
    ? "None that tells its version is older than its istiod now."
    : `${count(older, locale)} ${older === 1 ? "runs" : "run"} an older proxy than ${older === 1 ? "its" : "their"} istiod already.`;
}

function upgradeAmbient({ document, pains: { upgrade }, locale }: Told): PainSide {
  const nodes = document.requested?.nodes?.canRunZtunnel ?? null;
  const needed = document.summary.needWaypoint;
  const agents =
    nodes === null
      ? "ztunnel restarts once on every node"
      : `${counted(nodes, "ztunnel", "ztunnels", locale)} restart, one per node`;
  const waypoints = ` and the waypoints of ${counted(needed, "namespace", "namespaces", locale)} that need one`;
  const gateways =
    upgrade !== null && upgrade.gateways > 0
      ? ` ${counted(upgrade.gateways, "gateway", "gateways", locale)} restart either way.`
      : "";
  return {
    figure: counted(0, "pod", "pods", locale),
    sentence: `of applications restart. Instead ${agents}${waypoints}; replacing a ztunnel in place interrupts the ambient traffic of its node for a moment.${gateways}`,
    source: "by how ambient mode is built; nodes and needs from this snapshot",
  };
}

function optOutNow({ pains: { optOut }, locale }: Told): PainSide {
  if (optOut === null) return unknown("Who is left out of the mesh is not known.", UNREAD);
  const { pods, partly, namespaces, policies, unprotected } = optOut;
  if (pods + partly === 0 && namespaces === 0) {
    return {
      figure: counted(0, "pod", "pods", locale),
      sentence: "Nobody in a namespace of the mesh is left out by a label or an annotation.",
      source: SPECS,
    };
  }
  const part =
    partly > 0 ? ` ${count(partly, locale)} more lead part of their traffic around the proxy.` : "";
  const vain =
    policies === null || unprotected === null
      ? " Which policies do not hold for them could not be told."
      : policies === 0
        ? " No policy selects them."
        : ` ${counted(policies, "policy selects", "policies select", locale)} ${count(unprotected, locale)} of them and ${policies === 1 ? "is" : "are"} not enforced there.`;
  return {
    figure: counted(pods, "pod", "pods", locale),
    sentence: `left out by a label, an annotation or the host's network.${part}${vain}`,
    source: SPECS,
  };
}

function optOutAmbient({ pains: { optOut }, locale }: Told): PainSide {
  if (optOut === null) return unknown("What would become of them is not known.", UNREAD);
  const { pods, captured, stayOut, partly } = optOut;
  if (pods + partly === 0) {
    return {
      figure: counted(0, "pod", "pods", locale),
      sentence: "One label, istio.io/dataplane-mode, decides for a namespace or a pod.",
      source: "by how ambient mode is built",
    };
  }
  const around =
    partly > 0
      ? ` The annotations of ${counted(partly, "pod", "pods", locale)} lose their effect, so all of their traffic is captured.`
      : "";
  return {
    figure: counted(stayOut, "pod", "pods", locale),
    sentence: `stay out, on the host's network or by istio.io/dataplane-mode=none. ${count(captured, locale)} are captured once their namespace is enrolled, unless they carry that label.${around}`,
    source: "by how istio-cni enrols pods, applied to this snapshot",
  };
}

function pathNow({ pains: { path }, locale }: Told): PainSide {
  if (path === null) return unknown("What stands on the way is not known.", UNREAD);
  const { proxies, now, namespaces } = path;
  const envoys = proxies.sidecar + proxies.waypoint + proxies.gateway;
  const pairs = now.two + now.one + now.none + now.unknown;
  if (pairs === 0) {
    return {
      figure: counted(envoys, "proxy", "proxies", locale),
      sentence: "read HTTP here, and no namespace is in the mesh.",
      source: SPECS,
    };
  }
  return {
    figure: counted(envoys, "proxy", "proxies", locale),
    sentence: `read HTTP here. Two of them stand between pods on ${share(now.two, pairs, locale)} of the ways between ${counted(namespaces.length, "namespace", "namespaces", locale)} of the mesh${others(now, pairs, locale)}.`,
    source: `${SPECS}; who really calls whom is not known, so every pair counts`,
  };
}

/** The other ways, as far as there are any. */
function others(
  { one, none, unknown: open }: PathPain["now"],
  pairs: number,
  locale: string,
): string {
  return [
    one > 0 ? `, one on ${share(one, pairs, locale)}` : "",
    none > 0 ? `, none on ${share(none, pairs, locale)}` : "",
    open > 0 ? `; ${share(open, pairs, locale)} could not be told` : "",
  ].join("");
}

function pathAmbient({ document, pains: { path }, locale }: Told): PainSide {
  if (path === null) return unknown("What would stand there is not known.", UNREAD);
  const { ambient, namespaces } = path;
  const pairs = ambient.one + ambient.none + ambient.unknown;
  const needed = namespaces.filter(({ required }) => required === true).length;
  const open = namespaces.filter(({ required }) => required === null).length;
  const nodes = document.requested?.nodes?.canRunZtunnel ?? null;
  if (pairs === 0) {
    return unknown("No namespace is in the mesh, so there is no way to compare.", SPECS);
  }
  const untold =
    open > 0 ? `; of ${counted(open, "namespace", "namespaces", locale)} it could not be told` : "";
  return {
    figure: `${share(ambient.one, pairs, locale)} of ways`,
    sentence: `pass one proxy that reads HTTP: the waypoint of the ${counted(needed, "namespace that requires", "namespaces that require", locale)} one${untold}. The others pass none: two ztunnels${nodes === null ? "" : `, of ${count(nodes, locale)} in all,`} carry bytes and read no HTTP.`,
    source: "by which namespaces require a waypoint in this snapshot",
  };
}

const UNREAD = "what it takes could not be read in this snapshot";

function size(value: number, locale: string): string {
  return quantityText(bytes(value, locale));
}

/** Whole seconds, as a pod's status has them. */
export function seconds(value: number): string {
  return `${value}\u00a0s`;
}

function share(part: number, whole: number, locale: string): string {
  return quantityText(percent(part / whole, locale));
}

function sidecars(amount: number, locale: string): string {
  return counted(amount, "sidecar", "sidecars", locale);
}
