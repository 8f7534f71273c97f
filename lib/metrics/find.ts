/** Services of a cluster that probably are a Prometheus, for the operator to choose from. Nothing is asked of them. */
import type { Inventory } from "../inventory/facts.ts";
import type { Labels, Service, ServicePort } from "../inventory/model.ts";
import { itemsIn } from "./facts.ts";
import type { MetricsSource } from "./source.ts";

/**
 * The likeliest first, at most MOST_FOUND. Labels: Istio's add-on and the community charts
 * (https://github.com/istio/istio/blob/release-1.31/samples/addons/prometheus.yaml,
 * https://github.com/prometheus-community/helm-charts), the Prometheus operator
 * (https://github.com/prometheus-operator/prometheus-operator), Thanos, Mimir and VictoriaMetrics.
 */
export function metricsServices(inventory: Inventory): MetricsSource[] {
  const systems = itemsIn(inventory.slices.services).flatMap((service) => {
    const { namespace, name } = service.ref;
    const kind = KINDS.find((each) => each.fits(service));
    const port = kind && portFor(service, kind.ports);
    if (!kind || !port || namespace === null) return [];
    const source: MetricsSource = {
      kind: "service-proxy",
      namespace,
      service: name,
      port: String(port.port),
      scheme: isTls(port) ? "https" : "http",
      path: kind.path,
    };
    // A headless Service has one name for all replicas, each with its own part of the data.
    return [
      {
        source,
        key: `${namespace}/${name}`,
        rank: KINDS.indexOf(kind) * 2 + (service.headless ? 1 : 0),
      },
    ];
  });
  return systems
    .sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
    .slice(0, MOST_FOUND)
    .map(({ source }) => source);
}

const MOST_FOUND = 20;

interface Kind {
  readonly fits: (service: Service) => boolean;
  /** Where it usually listens, best first. */
  readonly ports: readonly number[];
  readonly path: string;
}

const NAME = "app.kubernetes.io/name";
const COMPONENT = "app.kubernetes.io/component";

const KINDS: readonly Kind[] = [
  {
    fits: ({ labels }) =>
      /^thanos-quer(y|ier)(-frontend)?$/.test(nameOf(labels)) ||
      (nameOf(labels) === "thanos" && /^query/.test(labels[COMPONENT] ?? "")),
    ports: [9090, 10902, 9091],
    path: "",
  },
  {
    fits: ({ labels }) =>
      nameOf(labels) === "mimir" &&
      /^(gateway|query-frontend|nginx)$/.test(labels[COMPONENT] ?? ""),
    ports: [80, 8080],
    path: "/prometheus",
  },
  {
    fits: ({ labels }) => /^(victoria-metrics-single|vmsingle)(-server)?$/.test(nameOf(labels)),
    ports: [8428, 8429],
    path: "",
  },
  {
    fits: ({ labels }) => /^(victoria-metrics-cluster-)?vmselect$/.test(nameOf(labels)),
    ports: [8481],
    path: "/select/0/prometheus",
  },
  { fits: isPrometheus, ports: [9090, 80, 9091], path: "" },
];

function nameOf(labels: Labels): string {
  return labels[NAME] ?? labels["app"] ?? "";
}

/** The server itself, and neither its operator nor what it scrapes. */
function isPrometheus({ ref, labels }: Service): boolean {
  const component = labels[COMPONENT] ?? labels["component"] ?? "";
  if (OTHERS.test(nameOf(labels)) || OTHERS.test(component) || OTHERS.test(ref.name)) return false;
  return (
    nameOf(labels) === "prometheus" ||
    labels["operated-prometheus"] === "true" ||
    /^(kube-prometheus-stack|prometheus-operator)-prometheus$/.test(nameOf(labels)) ||
    /(^|-)prometheus(-server|-k8s)?$/.test(ref.name)
  );
}

const OTHERS =
  /alertmanager|exporter|pushgateway|adapter|kube-state-metrics|grafana|operator$|thanos-sidecar|discovery$/;

function portFor({ ports }: Service, usual: readonly number[]): ServicePort | undefined {
  const tcp = ports.filter(({ protocol }) => protocol === "TCP");
  return (
    usual.flatMap((port) => tcp.find((each) => each.port === port) ?? [])[0] ??
    tcp.find(({ name }) => /^(http|https|web|http-web)$/.test(name))
  );
}

function isTls({ name, port, appProtocol }: ServicePort): boolean {
  return appProtocol === "https" || name === "https" || port === 443 || port === 9091;
}
