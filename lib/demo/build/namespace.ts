import type { KubeObject, Labels } from "../json.ts";
import { type App, type DataPlane, selectorOf, templateOf, workloadName } from "./app.ts";
import { deploy } from "./deploy.ts";
import type { DemoNode } from "./nodes.ts";
import { dice } from "./random.ts";
import { inject, type Template } from "./sidecar.ts";
import { type Declared, declare, type Site } from "./site.ts";

/** One namespace of the sample company. */
export interface NamespacePlan {
  readonly name: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
  readonly dataPlane: DataPlane;
  readonly apps: readonly App[];
  /** Everything else in it: routes, policies, waypoints. */
  readonly objects?: readonly Omit<Declared, "namespace">[];
  readonly ageDays?: number;
}

/** Says in every namespace what the demo fleet is. */
export const SAMPLE: Labels = { "mesh-readiness.dev/sample-data": "true" };

export function declareNamespace(ground: Site, plan: NamespacePlan): void {
  declareBareNamespace(ground, plan.name, plan.labels, plan.annotations, plan.ageDays);
  for (const app of plan.apps) declareApp(ground, plan, app);
  for (const object of plan.objects ?? []) declare(ground, { ...object, namespace: plan.name });
}

/** The Namespace with the ConfigMaps that controllers put into each. */
export function declareBareNamespace(
  ground: Site,
  name: string,
  labels: Labels = {},
  annotations: Labels = {},
  ageDays = 380,
): void {
  declare(ground, {
    resource: "namespaces",
    name,
    ageDays,
    labels: { "kubernetes.io/metadata.name": name, ...labels },
    annotations: { ...SAMPLE, ...annotations },
    body: { spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } },
  });
  declare(ground, {
    resource: "configmaps",
    namespace: name,
    name: "kube-root-ca.crt",
    manager: "kube-controller-manager",
    ageDays,
    body: {
      data: { "ca.crt": "-----BEGIN CERTIFICATE-----\nsample\n-----END CERTIFICATE-----\n" },
    },
  });
  declare(ground, {
    resource: "serviceaccounts",
    namespace: name,
    name: "default",
    manager: "kube-controller-manager",
    ageDays,
    body: {},
  });
}

function declareApp(ground: Site, plan: NamespacePlan, app: App): void {
  const plane = app.dataPlane ?? plan.dataPlane;
  const name = workloadName(app);
  const template = templateOf(app, plan.name);
  const pods = deploy(ground, {
    kind: app.kind ?? "Deployment",
    namespace: plan.name,
    name,
    labels: {
      ...selectorOf(app),
      "app.kubernetes.io/name": app.name,
      "app.kubernetes.io/managed-by": "Helm",
      team: plan.name,
    },
    annotations: {
      "meta.helm.sh/release-name": app.name,
      "meta.helm.sh/release-namespace": plan.name,
    },
    selector: selectorOf(app),
    template,
    admitted: admitted(template, app, plan.name, plane),
    ...(plane.mode === "ambient" && !app.hostNetwork
      ? { podAnnotations: { "ambient.istio.io/redirection": "enabled" } }
      : {}),
    replicas: app.replicas ?? 2,
    nodes: nodesFor(ground.nodes, app),
    ...(app.kind === "Job" ? { active: true } : {}),
  });

  declareServiceAccount(ground, plan.name, app.serviceAccount ?? app.name);
  declareConfig(ground, plan.name, app);
  if (app.service !== false && (app.ports ?? []).length > 0) {
    declareService(ground, plan.name, app, pods);
  }
  if ((app.replicas ?? 2) >= 3 && (app.kind ?? "Deployment") === "Deployment") {
    declareScaling(ground, plan.name, app);
  }
}

function admitted(template: Template, app: App, namespace: string, plane: DataPlane): Template {
  return plane.mode === "sidecar" && !app.hostNetwork
    ? inject(template, app, namespace, plane)
    : template;
}

export function nodesFor(nodes: readonly DemoNode[], app: App): readonly DemoNode[] {
  if (app.kind === "DaemonSet" && !app.pool) {
    return nodes.filter(({ os, taints }) => os === "linux" && taints.length === 0);
  }
  return nodes.filter(({ pool }) => pool === (app.pool ?? "general"));
}

function declareServiceAccount(ground: Site, namespace: string, name: string): void {
  const known = ground.objects.get("serviceaccounts") ?? [];
  const before = known.some(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
  );
  if (!before) declare(ground, { resource: "serviceaccounts", namespace, name, body: {} });
}

function declareConfig(ground: Site, namespace: string, app: App): void {
  const known = ground.objects.get("configmaps") ?? [];
  const name = `${app.name}-config`;
  const before = known.some(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
  );
  if (before) return;
  declare(ground, {
    resource: "configmaps",
    namespace,
    name,
    body: { data: { "application.yaml": `service: ${app.name}\nregion: europe-west4\n` } },
  });
}

function declareService(
  ground: Site,
  namespace: string,
  app: App,
  pods: readonly KubeObject[],
): void {
  const { name, headless = false, ports = [] } = app;
  const known = (ground.objects.get("services") ?? []).some(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
  );
  if (!known) {
    const chance = dice(ground.cluster, "service", namespace, name);
    const clusterIP = headless ? "None" : `10.40.${chance.below(250)}.${2 + chance.below(250)}`;
    declare(ground, {
      resource: "services",
      namespace,
      name,
      labels: { app: name, "app.kubernetes.io/managed-by": "Helm", ...app.serviceLabels },
      body: {
        spec: {
          ports: ports.map((port) => ({
            name: port.name,
            protocol: port.protocol ?? "TCP",
            port: port.port,
            targetPort: port.name,
          })),
          selector: { app: name },
          clusterIP,
          clusterIPs: [clusterIP],
          type: "ClusterIP",
          sessionAffinity: "None",
          ipFamilies: ["IPv4"],
          ipFamilyPolicy: "SingleStack",
          internalTrafficPolicy: "Cluster",
        },
        status: { loadBalancer: {} },
      },
    });
  }
  declareEndpoints(ground, namespace, app, pods);
}

function declareEndpoints(
  ground: Site,
  namespace: string,
  app: App,
  pods: readonly KubeObject[],
): void {
  const { name, ports = [] } = app;
  declare(ground, {
    resource: "endpointslices.discovery.k8s.io",
    namespace,
    name: `${name}-${dice(ground.cluster, namespace, workloadName(app), "slice").suffix(5)}`,
    manager: "kube-controller-manager",
    labels: {
      "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      "kubernetes.io/service-name": name,
    },
    body: {
      addressType: "IPv4",
      endpoints: pods.map(({ metadata, spec, status }) => ({
        addresses: [addressOf(status)],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: nodeOf(spec),
        targetRef: { kind: "Pod", namespace, name: metadata.name, uid: metadata.uid },
      })),
      ports: ports.map((port) => ({
        name: port.name,
        protocol: port.protocol ?? "TCP",
        port: port.target ?? port.port,
      })),
    },
  });
}

function addressOf(status: KubeObject[string]): string {
  return typeof status === "object" && status !== null && "podIP" in status
    ? String(status.podIP)
    : "10.36.0.1";
}

function nodeOf(spec: KubeObject[string]): string | undefined {
  return typeof spec === "object" && spec !== null && "nodeName" in spec
    ? String(spec.nodeName)
    : undefined;
}

function declareScaling(ground: Site, namespace: string, app: App): void {
  const name = workloadName(app);
  declare(ground, {
    resource: "horizontalpodautoscalers.autoscaling",
    namespace,
    name,
    body: {
      spec: {
        scaleTargetRef: { kind: "Deployment", name, apiVersion: "apps/v1" },
        minReplicas: app.replicas,
        maxReplicas: (app.replicas ?? 2) * 3,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
        ],
      },
      status: { currentReplicas: app.replicas, desiredReplicas: app.replicas },
    },
  });
  declare(ground, {
    resource: "poddisruptionbudgets.policy",
    namespace,
    name,
    body: {
      spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(app) } },
      status: {
        currentHealthy: app.replicas,
        desiredHealthy: (app.replicas ?? 2) - 1,
        disruptionsAllowed: 1,
        expectedPods: app.replicas,
      },
    },
  });
}
