/** The exact rights that reading a cluster needs: get and list, as Kubernetes manifests and as single rules. */
import { RESOURCES, type Resource } from "../inventory/from-kubernetes/resources.ts";
import { AGENT_SETTINGS } from "./read-resource.ts";

/** The text of rbac.yaml: a service account that may read what a scan reads, and nothing else. */
export function rbacManifest(): string {
  const everywhere = RESOURCES.filter(({ namespaces }) => !namespaces);
  return [
    `# What Mesh Readiness needs to read a cluster: get and list, nothing else. Rules for kinds that are not
# installed are harmless. ConfigMaps are read only where the mesh itself lives, because those of applications
# often hold credentials: if istiod runs in another namespace than istio-system, or in several, repeat the Role
# mesh-readiness-settings and its binding there. Secrets are not part of this; see rbac-remote-secrets.yaml.
apiVersion: v1
kind: Namespace
metadata:
  name: ${NAME}
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${NAME}
  namespace: ${NAME}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${NAME}-reader
rules:
${groupsOf(everywhere)
  .map(([group, plurals]) => rule(group, plurals))
  .join("\n")}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${NAME}-reader
${boundTo("ClusterRole", `${NAME}-reader`)}`,
    role("settings", "istio-system", rule("", ["configmaps"])),
    role("settings", "kube-system", agentSettings("kube-system")),
  ].join("\n---\n");
}

/**
 * The text of rbac-remote-secrets.yaml, an opt-in: RBAC cannot filter by label, so whoever may list the remote
 * clusters' Secrets may read every Secret of that namespace. The scan asks for their metadata only.
 */
export function remoteSecretsManifest(): string {
  return `# Optional. Lets a scan see which remote clusters a multi-cluster mesh has, from Secrets labelled
# istio/multiCluster=true. It asks for their metadata only, but RBAC cannot say so: this Role allows reading every
# Secret of istio-system, the mesh's CA key among them. Without it that one question stays "could not tell".
${role("remote-clusters", "istio-system", rule("", ["secrets"]))}`;
}

/** A Service whose proxy is used, as it stands in the path of its requests. */
export interface ProxiedService {
  readonly namespace: string;
  /** "http:prometheus:9090" */
  readonly name: string;
}

/** What Istio's own add-on installs. */
const ADDON: ProxiedService = { namespace: "istio-system", name: "http:prometheus:9090" };

/** The text of rbac-metrics.yaml, an opt-in: memory and CPU of pods, and questions to one Prometheus in the cluster. */
export function metricsManifest(prometheus: ProxiedService = ADDON): string {
  return `# Optional. Lets a scan measure what the mesh uses: memory and CPU of pods from metrics.k8s.io, and questions to a
# Prometheus in the cluster through the API server. The proxy of a Service passes on any GET request, so the Role names
# the one Service: change its namespace and resourceNames (scheme:name:port) where your Prometheus is another one.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${NAME}-pod-metrics
rules:
${rule("metrics.k8s.io", ["pods"])}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: ${NAME}-pod-metrics
${boundTo("ClusterRole", `${NAME}-pod-metrics`)}
---
${role(
  "prometheus",
  prometheus.namespace,
  `  - apiGroups: [""]
    resources:
      - services/proxy
    resourceNames:
      - ${prometheus.name}
    verbs: [get]`,
)}`;
}

/** The RBAC rule, as YAML, that lets a resource be read where it was not permitted. */
export function rbacRuleFor({ group, plural, namespaces }: Resource): string {
  if (!namespaces) return rule(group, [plural]);
  if (namespaces === "control-plane") {
    return `# In a Role of istiod's namespace. It allows reading every Secret there; a scan asks for metadata only.\n${rule(group, [plural])}`;
  }
  return `# In a Role of istiod's namespace:
${rule(group, [plural])}
# In a Role of kube-system, and of the namespace of istio-cni where that is another one:
${agentSettings("kube-system")}`;
}

/**
 * Commands for a shell with kubectl: create the service account, give it a long-lived token, and print a kubeconfig
 * that can be uploaded. Source: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/.
 */
export function serviceAccountCommands(): string {
  return `kubectl apply -f - <<'END'
${rbacManifest()}
---
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: ${NAME}-token
  namespace: ${NAME}
  annotations:
    kubernetes.io/service-account.name: ${NAME}
END

SERVER=$(kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.server}')
CA=$(kubectl -n ${NAME} get secret ${NAME}-token -o jsonpath='{.data.ca\\.crt}')
TOKEN=$(kubectl -n ${NAME} get secret ${NAME}-token -o jsonpath='{.data.token}' | base64 --decode)
cat <<END
apiVersion: v1
kind: Config
current-context: ${NAME}
clusters:
  - name: cluster
    cluster: { server: "$SERVER", certificate-authority-data: "$CA" }
users:
  - name: ${NAME}
    user: { token: "$TOKEN" }
contexts:
  - name: ${NAME}
    context: { cluster: cluster, user: ${NAME} }
END
`;
}

const NAME = "mesh-readiness";

function groupsOf(resources: readonly Resource[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { group, plural } of resources) {
    groups.set(group, [...(groups.get(group) ?? []), plural]);
  }
  return [...groups];
}

function rule(group: string, plurals: readonly string[]): string {
  return `  - apiGroups: [${group === "" ? '""' : group}]
    resources:
${plurals.map((plural) => `      - ${plural}`).join("\n")}
    verbs: [get, list]`;
}

function agentSettings(namespace: string): string {
  const names = AGENT_SETTINGS.filter(({ only }) => only === undefined || only === namespace);
  return `  - apiGroups: [""]
    resources:
      - configmaps
    resourceNames:
${names.map(({ name }) => `      - ${name}`).join("\n")}
    verbs: [get, list]`;
}

function role(purpose: string, namespace: string, rules: string): string {
  const name = `${NAME}-${purpose}`;
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: ${name}
  namespace: ${namespace}
rules:
${rules}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: ${name}
  namespace: ${namespace}
${boundTo("Role", name)}`;
}

function boundTo(kind: "ClusterRole" | "Role", name: string): string {
  return `roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ${kind}
  name: ${name}
subjects:
  - kind: ServiceAccount
    name: ${NAME}
    namespace: ${NAME}`;
}
