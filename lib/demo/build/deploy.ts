import { isObject, type KubeObject, type Labels, type OwnerReference } from "../json.ts";
import type { WorkloadKind } from "./app.ts";
import { type PodHome, placePod } from "./placed-pod.ts";
import { lastRun, podPlaces, templateHash } from "./pod-names.ts";
import { dice, uid } from "./random.ts";
import type { Template } from "./sidecar.ts";
import { daysAgo, declare, place, type Site } from "./site.ts";

/** A workload with everything that its controllers make of it. */
export interface Deployed extends PodHome {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations?: Labels;
  readonly selector: Labels;
  /** The template in the workload object. */
  readonly template: Template;
  /** The template after admission: what the pods look like. */
  readonly admitted: Template;
  /** Written onto pods by an agent on the node, never part of a template. */
  readonly podAnnotations?: Labels;
  readonly replicas: number;
  readonly ageDays?: number;
  readonly strategy?: string;
  /** Jobs only: still running. */
  readonly active?: boolean;
}

/** Declares the workload, its ReplicaSet or Job, and its pods. Returns the pods. */
export function deploy(ground: Site, declared: Deployed): readonly KubeObject[] {
  const { podAnnotations, admitted } = declared;
  const deployed = podAnnotations
    ? { ...declared, admitted: withAnnotations(admitted, podAnnotations) }
    : declared;
  switch (deployed.kind) {
    case "Deployment":
      return deployment(ground, deployed);
    case "StatefulSet":
      return statefulSet(ground, deployed);
    case "DaemonSet":
      return daemonSet(ground, deployed);
    case "Job":
      return job(ground, deployed, deployed.name, null);
    case "CronJob":
      return cronJob(ground, deployed);
  }
}

function deployment(ground: Site, deployed: Deployed): readonly KubeObject[] {
  const { namespace, name, replicas, selector, template } = deployed;
  const hash = templateHash(ground.cluster, namespace, name);
  const counts = { replicas, readyReplicas: replicas, availableReplicas: replicas };
  const owner = declare(ground, {
    ...metaOf(deployed, "deployments.apps"),
    annotations: { "deployment.kubernetes.io/revision": "27", ...deployed.annotations },
    body: {
      spec: {
        replicas,
        selector: { matchLabels: selector },
        template,
        strategy: {
          type: "RollingUpdate",
          rollingUpdate: { maxUnavailable: "25%", maxSurge: "25%" },
        },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      status: { observedGeneration: 1, ...counts, updatedReplicas: replicas },
    },
  });
  const set = replicaSet(ground, deployed, hash, owner, replicas);
  replicaSet(ground, deployed, dice(namespace, name, "former").suffix(10), owner, 0);

  const labelled = withLabels(deployed.admitted, { "pod-template-hash": hash });
  const owned = reference("apps/v1", "ReplicaSet", set);
  return podPlaces(ground.cluster, deployed).map((place) =>
    placePod(ground, deployed, labelled, place, owned),
  );
}

function replicaSet(
  ground: Site,
  deployed: Deployed,
  hash: string,
  owner: KubeObject,
  replicas: number,
): KubeObject {
  const { namespace, name, selector } = deployed;
  const set = declare(ground, {
    resource: "replicasets.apps",
    namespace,
    name: `${name}-${hash}`,
    manager: "kube-controller-manager",
    labels: { ...selector, "pod-template-hash": hash },
    annotations: { "deployment.kubernetes.io/desired-replicas": String(replicas) },
    body: {
      spec: {
        replicas,
        selector: { matchLabels: { ...selector, "pod-template-hash": hash } },
        template: withLabels(deployed.template, { "pod-template-hash": hash }),
      },
      status: {
        replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
        observedGeneration: 1,
      },
    },
  });
  return own(ground, "replicasets.apps", set, reference("apps/v1", "Deployment", owner));
}

function statefulSet(ground: Site, deployed: Deployed): readonly KubeObject[] {
  const { namespace, name, replicas, selector, template } = deployed;
  const owner = declare(ground, {
    ...metaOf(deployed, "statefulsets.apps"),
    body: {
      spec: {
        replicas,
        selector: { matchLabels: selector },
        template,
        serviceName: name,
        podManagementPolicy: "OrderedReady",
        updateStrategy: { type: deployed.strategy ?? "RollingUpdate" },
      },
      status: {
        replicas,
        readyReplicas: replicas,
        currentReplicas: replicas,
        availableReplicas: replicas,
      },
    },
  });
  const revision = `${name}-${dice(namespace, name).hex(10)}`;
  return podPlaces(ground.cluster, deployed).map((place, index) => {
    const labelled = withLabels(deployed.admitted, {
      "apps.kubernetes.io/pod-index": String(index),
      "controller-revision-hash": revision,
      "statefulset.kubernetes.io/pod-name": place.name,
    });
    return placePod(ground, deployed, labelled, place, reference("apps/v1", "StatefulSet", owner));
  });
}

function daemonSet(ground: Site, deployed: Deployed): readonly KubeObject[] {
  const { namespace, name, selector, template, nodes, readyOn } = deployed;
  const ready = nodes.filter((node) => readyOn?.(node) ?? true).length;
  const owner = declare(ground, {
    ...metaOf(deployed, "daemonsets.apps"),
    body: {
      spec: {
        selector: { matchLabels: selector },
        template,
        updateStrategy: {
          type: deployed.strategy ?? "RollingUpdate",
          rollingUpdate: { maxUnavailable: 1 },
        },
      },
      status: {
        currentNumberScheduled: nodes.length,
        numberMisscheduled: 0,
        desiredNumberScheduled: nodes.length,
        numberReady: ready,
        observedGeneration: 1,
        updatedNumberScheduled: nodes.length,
        numberAvailable: ready,
        numberUnavailable: nodes.length - ready || undefined,
      },
    },
  });
  const labelled = withLabels(deployed.admitted, {
    "controller-revision-hash": dice(namespace, name).hex(10),
    "pod-template-generation": "4",
  });
  const owned = reference("apps/v1", "DaemonSet", owner);
  return podPlaces(ground.cluster, deployed).map((place) =>
    placePod(ground, deployed, labelled, place, owned),
  );
}

function cronJob(ground: Site, deployed: Deployed): readonly KubeObject[] {
  const { namespace, name, template } = deployed;
  const owner = declare(ground, {
    ...metaOf(deployed, "cronjobs.batch"),
    body: {
      spec: {
        schedule: "15 2 * * *",
        concurrencyPolicy: "Forbid",
        suspend: false,
        jobTemplate: { metadata: { creationTimestamp: null }, spec: { template } },
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
      status: {
        lastScheduleTime: daysAgo(ground.now, 0.4),
        lastSuccessfulTime: daysAgo(ground.now, 0.39),
      },
    },
  });
  return job(ground, deployed, lastRun(namespace, name), reference("batch/v1", "CronJob", owner));
}

function job(
  ground: Site,
  deployed: Deployed,
  name: string,
  owner: OwnerReference | null,
): readonly KubeObject[] {
  const { namespace, active = false } = deployed;
  const made = declare(ground, {
    ...metaOf(deployed, "jobs.batch"),
    name,
    manager: "kube-controller-manager",
    ageDays: 0.4,
    body: {
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 3,
        selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid(namespace, name) } },
        template: deployed.template,
      },
      status: active
        ? { startTime: daysAgo(ground.now, 0.4), active: 1, ready: 1 }
        : {
            startTime: daysAgo(ground.now, 0.4),
            completionTime: daysAgo(ground.now, 0.39),
            succeeded: 1,
          },
    },
  });
  const run = owner ? own(ground, "jobs.batch", made, owner) : made;
  const labelled = withLabels(deployed.admitted, {
    "batch.kubernetes.io/job-name": name,
    "job-name": name,
  });
  const phase = active ? "Running" : "Succeeded";
  const home = { ...deployed, podAgeDays: 0.4 };
  const owned = reference("batch/v1", "Job", run);
  return podPlaces(ground.cluster, { ...deployed, kind: "Job", name }).map((place) =>
    placePod(ground, home, labelled, place, owned, phase),
  );
}

function metaOf({ namespace, name, labels, annotations, ageDays }: Deployed, resource: string) {
  return {
    resource,
    namespace,
    name,
    labels,
    ...(annotations ? { annotations } : {}),
    ...(ageDays === undefined ? {} : { ageDays }),
  };
}

function reference(apiVersion: string, kind: string, { metadata }: KubeObject): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid };
}

/** Replaces an object just declared by the same one with an owner. */
function own(
  ground: Site,
  resource: string,
  object: KubeObject,
  owner: OwnerReference,
): KubeObject {
  ground.objects.get(resource)?.pop();
  const ownerReferences = [{ ...owner, controller: true, blockOwnerDeletion: true }];
  return place(ground, resource, { ...object, metadata: { ...object.metadata, ownerReferences } });
}

function withLabels({ metadata, spec }: Template, labels: Labels): Template {
  const before = isObject(metadata.labels) ? metadata.labels : {};
  return { metadata: { ...metadata, labels: { ...before, ...labels } }, spec };
}

function withAnnotations({ metadata, spec }: Template, annotations: Labels): Template {
  const before = isObject(metadata.annotations) ? metadata.annotations : {};
  return { metadata: { ...metadata, annotations: { ...before, ...annotations } }, spec };
}
