/** What the estimate needs to know of a cluster, taken from a snapshot and from what was measured with it. */
import { isSettled } from "../snapshot/compare-surroundings.ts";
import type { NamespaceRecord, SnapshotDocument } from "../snapshot/document.ts";
import type { FigureSource, Measurement, NamespaceMeasurement } from "../snapshot/measurement.ts";
import { OLD_ZTUNNEL_REQUESTS, type ParameterName } from "./parameters.ts";

/** Memory in bytes and CPU in millicores; null is unknown. */
export interface Amount {
  readonly memory: number | null;
  readonly cpu: number | null;
}

export interface SavingsNamespace {
  readonly name: string;
  /** Live pods with a sidecar. */
  readonly pods: number;
  /** What their sidecars request, from pod specs. */
  readonly requested: Amount;
  /** What their sidecars were measured to use; null when nothing was measured here. */
  readonly used: Amount | null;
  /** Requests per second to the namespace; null when not measured. */
  readonly rps: number | null;
  readonly need: NamespaceRecord["need"];
  /** Services that a waypoint of their own could serve. */
  readonly services: number;
  /** It should stay on sidecars, or is left out of every judgement. */
  readonly stays: boolean;
}

/** Where the requests of sidecars come from: pod specs, or an assumption for snapshots that do not know them. */
export type RequestSource = "pod-specs" | "assumed";

export interface SavingsInput {
  readonly takenAt: string;
  /** null when pods could not be read: then nothing can be said. */
  readonly requestSource: RequestSource | null;
  /** Who measured use; null when nobody did. */
  readonly usageSource: Exclude<FigureSource, "requested" | "published"> | null;
  /** What the cluster tells about assumptions. */
  readonly cluster: Readonly<Partial<Record<ParameterName, number>>>;
  /** false only when it was seen that istio-cni is installed: unknown is counted as new. */
  readonly cniIsNew: boolean;
  /** Nodes on which ztunnel runs already: what it takes there is paid now, whatever moves. */
  readonly ztunnelRuns: number;
  /** Nodes of the cluster with what they allow and what all pods request, to tell how many could go. */
  readonly pool: {
    readonly nodes: number;
    readonly allocatable: Amount;
    readonly requested: Amount;
  } | null;
  /** Pods with a sidecar that request no memory or no CPU. */
  readonly unset: number;
  /** Namespaces with a sidecar. */
  readonly namespaces: readonly SavingsNamespace[];
  /** Sentences about what could not be read. */
  readonly gaps: readonly string[];
}

/** The estimate's input. Of several measurements the caller chooses one: two sources are never added up. */
export function savingsInput(
  document: SnapshotDocument,
  measurement: Measurement | null = null,
): SavingsInput {
  const { requested } = document;
  const requests = new Map(requested?.namespaces.map((row) => [row.namespace, row.sidecar]));
  const usageSource = usageSourceOf(measurement);
  const measured = new Map(
    usageSource === null ? [] : measurement?.namespaces.map((row) => [row.namespace, row]),
  );

  const records = new Map(document.namespaces.map((record) => [record.name, record]));
  const pods = podsByNamespace(document);
  const namespaces = [...pods].map(([name, amount]): SavingsNamespace => {
    const [record, sidecars, here] = [records.get(name), requests.get(name), measured.get(name)];
    return {
      name,
      pods: amount,
      requested: sidecars
        ? { memory: sidecars.memory, cpu: sidecars.cpu }
        : { memory: null, cpu: null },
      used: here?.sidecar ? { memory: here.sidecar.memory, cpu: here.sidecar.cpu } : null,
      rps: here ? rateOf(here) : null,
      need: record ? record.need : "could-not-tell",
      services: record ? servicesOf(record) : 0,
      stays: record?.verdict === "stay-on-sidecar" || (record?.excluded ?? null) !== null,
    };
  });

  return {
    takenAt: document.takenAt,
    requestSource: requestSourceOf(document),
    usageSource,
    cluster: toldByCluster(document, measurement),
    cniIsNew:
      !document.components.some(({ component }) => component === "istio-cni") &&
      !(requested !== null && requested.parts["istio-cni"].proxies > 0),
    ztunnelRuns: requested === null ? 0 : requested.parts.ztunnel.proxies,
    pool:
      requested?.nodes == null
        ? null
        : {
            nodes: requested.nodes.count,
            allocatable: requested.nodes.allocatable,
            requested: requested.all,
          },
    unset: requested === null ? 0 : requested.parts.sidecar.unset,
    namespaces,
    gaps: [
      ...(requested?.gaps ?? []).map(({ because }) => because),
      ...(knowsServices(document) ? [] : [SERVICES_UNREAD]),
      ...(usageSource === null ? [] : (measurement?.gaps ?? [])).map(
        ({ what, because }) => `Could not tell ${what}: ${because}`,
      ),
    ],
  };
}

/** Pods with a sidecar, in namespaces that have some: from pod specs, or as an older snapshot counted them. */
function podsByNamespace({ requested, namespaces }: SnapshotDocument): [string, number][] {
  const counted =
    requested === null
      ? namespaces.map(({ name, pods }): [string, number] => [name, pods ? pods.sidecar : 0])
      : requested.namespaces.map(({ namespace, sidecar }): [string, number] => [
          namespace,
          sidecar.proxies,
        ]);
  return counted.filter(([, amount]) => amount > 0);
}

/** A Service without an address of its own is never served by a waypoint. */
function servicesOf({ services }: NamespaceRecord): number {
  return services.filter(({ ref, headless }) => ref.kind === "Service" && !headless).length;
}

/** What tells the Services of a namespace. */
const SERVICE_SOURCES = ["services", "gateways.gateway.networking.k8s.io"];

const SERVICES_UNREAD =
  "Services or Gateways could not be read in full, so a waypoint for each Service may be counted for too few of them.";

function knowsServices({ coverage }: SnapshotDocument): boolean {
  return coverage.every(
    ({ resource, outcome }) => !SERVICE_SOURCES.includes(resource) || isSettled(outcome),
  );
}

function requestSourceOf({ requested, namespaces }: SnapshotDocument): RequestSource | null {
  if (requested !== null) return "pod-specs";
  return namespaces.some(({ pods }) => pods !== null) ? "assumed" : null;
}

function usageSourceOf(measurement: Measurement | null): SavingsInput["usageSource"] {
  const source = measurement?.source;
  return source === "prometheus" || source === "metrics-api" || source === "bug-report"
    ? source
    : null;
}

/** Requests reach a namespace once, whoever reports them: its own side first. */
export function rateOf({ traffic }: Pick<NamespaceMeasurement, "traffic">): number | null {
  for (const reporter of ["destination", "waypoint", "source"] as const) {
    const rates = traffic
      .filter((each) => each.reporter === reporter)
      .flatMap(({ requestsPerSecond }) => (requestsPerSecond === null ? [] : [requestsPerSecond]));
    if (rates.length > 0) return rates.reduce((total, rate) => total + rate, 0);
  }
  return null;
}

const MIB = 1024 ** 2;
const MB = 1e6;

function toldByCluster(
  { requested, istioVersion }: SnapshotDocument,
  measurement: Measurement | null,
): SavingsInput["cluster"] {
  const ztunnel = requested?.parts.ztunnel;
  const cni = requested?.parts["istio-cni"];
  const used = usageSourceOf(measurement) === null ? null : measurement?.parts;
  return {
    ...(requested?.nodes ? { nodes: requested.nodes.canRunZtunnel } : {}),
    ...(isOldZtunnel(istioVersion)
      ? { ztunnelMem: OLD_ZTUNNEL_REQUESTS.memory, ztunnelCpu: OLD_ZTUNNEL_REQUESTS.cpu }
      : {}),
    ...(ztunnel && ztunnel.proxies > 0
      ? {
          ztunnelMem: each(ztunnel.memory, ztunnel.proxies) / MIB,
          ztunnelCpu: each(ztunnel.cpu, ztunnel.proxies),
        }
      : {}),
    ...(cni && cni.proxies > 0
      ? { cniMem: each(cni.memory, cni.proxies) / MIB, cniCpu: each(cni.cpu, cni.proxies) }
      : {}),
    ...measuredEach("ztunnelMemUsage", used?.ztunnel),
    ...measuredEach("waypointMemUsage", used?.waypoint),
  };
}

function measuredEach(
  name: ParameterName,
  usage: Measurement["parts"]["ztunnel"] | undefined,
): Partial<Record<ParameterName, number>> {
  if (!usage?.proxies || usage.memory === null) return {};
  return { [name]: each(usage.memory, usage.proxies) / MB };
}

function each(total: number, amount: number): number {
  return Math.round(total / amount);
}

/** 1.22.0 and older. https://github.com/istio/istio/blob/1.22.1/manifests/charts/ztunnel/values.yaml */
function isOldZtunnel(version: string | null): boolean {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? "");
  if (!parts) return false;
  const [major = 0, minor = 0, patch = 0] = parts.slice(1).map(Number);
  return major === 1 && (minor < 22 || (minor === 22 && patch < 1));
}
