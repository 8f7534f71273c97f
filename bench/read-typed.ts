/**
 * The same lists through @kubernetes/client-node's typed calls, page by page, each page dropped once it is there.
 *
 *   node bench/read-typed.ts ADDRESS PATH...
 */
import {
  AdmissionregistrationV1Api,
  ApiextensionsV1Api,
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  CustomObjectsApi,
  DiscoveryV1Api,
  KubeConfig,
  NetworkingV1Api,
  StorageV1Api,
} from "@kubernetes/client-node";
import { measure, type Work } from "./measure.ts";
import { eachOf, PAGE, STREAMS } from "./pages.ts";

interface List {
  readonly items: readonly unknown[];
  readonly metadata?: { readonly _continue?: string; readonly continue?: string };
}

type Page = { readonly limit: number; readonly _continue?: string };

const [address = "", ...paths] = process.argv.slice(2);

const config = new KubeConfig();
config.loadFromClusterAndUser(
  { name: "bench", server: address, skipTLSVerify: true },
  { name: "nobody" },
);
const core = config.makeApiClient(CoreV1Api);
const apps = config.makeApiClient(AppsV1Api);
const batch = config.makeApiClient(BatchV1Api);
const discovery = config.makeApiClient(DiscoveryV1Api);
const networking = config.makeApiClient(NetworkingV1Api);
const admission = config.makeApiClient(AdmissionregistrationV1Api);
const extensions = config.makeApiClient(ApiextensionsV1Api);
const storage = config.makeApiClient(StorageV1Api);
const custom = config.makeApiClient(CustomObjectsApi);

const CALLS: Readonly<Record<string, (page: Page) => Promise<List>>> = {
  namespaces: (page) => core.listNamespace(page),
  nodes: (page) => core.listNode(page),
  pods: (page) => core.listPodForAllNamespaces(page),
  services: (page) => core.listServiceForAllNamespaces(page),
  resourcequotas: (page) => core.listResourceQuotaForAllNamespaces(page),
  deployments: (page) => apps.listDeploymentForAllNamespaces(page),
  daemonsets: (page) => apps.listDaemonSetForAllNamespaces(page),
  statefulsets: (page) => apps.listStatefulSetForAllNamespaces(page),
  replicasets: (page) => apps.listReplicaSetForAllNamespaces(page),
  jobs: (page) => batch.listJobForAllNamespaces(page),
  cronjobs: (page) => batch.listCronJobForAllNamespaces(page),
  endpointslices: (page) => discovery.listEndpointSliceForAllNamespaces(page),
  ingresses: (page) => networking.listIngressForAllNamespaces(page),
  networkpolicies: (page) => networking.listNetworkPolicyForAllNamespaces(page),
  mutatingwebhookconfigurations: (page) => admission.listMutatingWebhookConfiguration(page),
  validatingwebhookconfigurations: (page) => admission.listValidatingWebhookConfiguration(page),
  customresourcedefinitions: (page) => extensions.listCustomResourceDefinition(page),
  csidrivers: (page) => storage.listCSIDriver(page),
};

await measure(async () => {
  const total = { bytes: 0, objects: 0 };
  await eachOf(paths, STREAMS, async (path) => {
    const { objects } = await readList(callFor(path));
    total.objects += objects;
  });
  return total;
});

function callFor(path: string): (page: Page) => Promise<List> {
  const [, group = "", version = "", namespace, plural = ""] =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(?:namespaces\/([^/]+)\/)?([^/?]+)/.exec(path) ?? [];
  if (namespace !== undefined && plural === "configmaps") {
    return (page) => core.listNamespacedConfigMap({ ...page, namespace });
  }
  if (namespace !== undefined && plural === "secrets") {
    return (page) => core.listNamespacedSecret({ ...page, namespace });
  }
  const call = group.endsWith("istio.io") ? undefined : CALLS[plural];
  return call ?? ((page) => custom.listClusterCustomObject({ ...page, group, version, plural }));
}

async function readList(call: (page: Page) => Promise<List>): Promise<Work> {
  let objects = 0;
  let token: string | undefined;
  do {
    const list: List = await call({ limit: PAGE, ...(token ? { _continue: token } : {}) });
    objects += list.items.length;
    token = list.metadata?._continue ?? list.metadata?.continue;
  } while (token);
  return { bytes: 0, objects };
}
