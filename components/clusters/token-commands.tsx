import { CodeBlock } from "../ui/code-block.tsx";

const CREATE = `kubectl create namespace mesh-readiness
kubectl -n mesh-readiness create serviceaccount mesh-readiness
kubectl create clusterrolebinding mesh-readiness \\
  --clusterrole=mesh-readiness --serviceaccount=mesh-readiness:mesh-readiness
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: mesh-readiness
  namespace: mesh-readiness
  annotations:
    kubernetes.io/service-account.name: mesh-readiness
YAML`;

const WRITE = `SERVER=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')
TOKEN=$(kubectl -n mesh-readiness get secret mesh-readiness -o jsonpath='{.data.token}' | base64 -d)
CA=$(kubectl -n mesh-readiness get secret mesh-readiness -o jsonpath='{.data.ca\\.crt}')
cat > mesh-readiness.kubeconfig <<YAML
apiVersion: v1
kind: Config
current-context: mesh-readiness
clusters:
- name: mesh-readiness
  cluster: { server: $SERVER, certificate-authority-data: $CA }
users:
- name: mesh-readiness
  user: { token: $TOKEN }
contexts:
- name: mesh-readiness
  context: { cluster: mesh-readiness, user: mesh-readiness }
YAML`;

/** What to do instead of uploading a kubeconfig that runs commands or names files. */
export function TokenCommands() {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-soft">
        A kubeconfig that runs a command to sign in (<code className="mono">exec</code>,{" "}
        <code className="mono">auth-provider</code>) or points at files is refused: this server
        would run the command, or read files of its own. Use the long-lived token of a service
        account that may only read.
      </p>
      <ol className="flex flex-col gap-3">
        <li className="flex flex-col gap-1">
          <span>
            <span className="font-semibold">1.</span> Apply the read-only role{" "}
            <code className="mono">lib/cluster/rbac.yaml</code>, then create the account and its
            token.
          </span>
          <CodeBlock kind="command" code={CREATE} />
        </li>
        <li className="flex flex-col gap-1">
          <span>
            <span className="font-semibold">2.</span> Write a kubeconfig with that token and paste
            it here.
          </span>
          <CodeBlock kind="command" code={WRITE} />
        </li>
      </ol>
    </div>
  );
}
