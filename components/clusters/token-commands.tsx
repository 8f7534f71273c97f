import type { ReactNode } from "react";
import { CodeBlock } from "../ui/code-block.tsx";

const TOKEN = `kubectl apply -f - <<'YAML'
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

/** What to do instead of uploading a kubeconfig that runs commands or names files. `role` is the manifest to apply. */
export function TokenCommands({ role }: { role: string }) {
  return (
    <div className="flex flex-col gap-3">
      <p className="text-ink-soft">
        A kubeconfig that runs a command to sign in (<code className="mono">exec</code>,{" "}
        <code className="mono">auth-provider</code>) or points at files is refused: this server
        would run the command, or read files of its own. Use the long-lived token of a service
        account that may only read.
      </p>
      <ol className="flex flex-col gap-4">
        <li className="flex flex-col gap-1">
          <Step number={1}>
            Apply the role: an account that may get and list what a report needs, nothing else.
          </Step>
          <details className="rounded-md border open:border-transparent">
            <summary className="px-3 py-1.5 text-ink-soft text-xs">
              Show the YAML, for <code className="mono">kubectl apply -f</code>
            </summary>
            <CodeBlock kind="yaml" code={role} className="mt-1" />
          </details>
        </li>
        <li className="flex flex-col gap-1">
          <Step number={2}>Create its token.</Step>
          <CodeBlock kind="command" code={TOKEN} />
        </li>
        <li className="flex flex-col gap-1">
          <Step number={3}>Write a kubeconfig with that token and paste it here.</Step>
          <CodeBlock kind="command" code={WRITE} />
        </li>
      </ol>
    </div>
  );
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <p>
      <span className="font-semibold">{number}.</span> {children}
    </p>
  );
}
