/** How a cluster is reached. Stored with the cluster; credentials are stored apart, encrypted, and never in here. */
export type ClusterSource =
  /** A context of the operator's own kubeconfig files. */
  | { readonly kind: "kubeconfig"; readonly context: string }
  /** The service account of the pod that the product runs in. */
  | { readonly kind: "in-cluster" }
  /** An uploaded or pasted kubeconfig, reduced to what our strict parser allows. */
  | {
      readonly kind: "uploaded";
      readonly server: string;
      readonly user: string;
      readonly context: string;
    }
  /** An offline dump; its reduced records are stored with the import. */
  | {
      readonly kind: "dump";
      readonly importId: string;
      readonly files: readonly string[];
      /** The person said that the files are everything the cluster has: kinds that are not in them are absent. */
      readonly complete: boolean;
    }
  /** One of the declared clusters of the demo fleet; `history` false: without the sample history before its first scan. */
  | { readonly kind: "demo"; readonly cluster: string; readonly history?: false | undefined };

/** What `connect` needs from an uploaded kubeconfig; encrypted as one JSON text at rest. */
export interface UploadedCredential {
  readonly server: string;
  readonly tlsServerName: string | null;
  /** PEM. */
  readonly ca: string | null;
  readonly insecureSkipTlsVerify: boolean;
  /** An http(s) proxy to go through; absent or null: none. */
  readonly proxyUrl?: string | null;
  readonly token: string | null;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
  readonly username: string | null;
  readonly password: string | null;
}

/** Why a connection failed, told apart so that the sentence can say what to do. */
export type ConnectionProblem =
  | "unreachable"
  | "dns"
  | "tls-not-trusted"
  | "certificate-expired"
  | "unauthorized"
  | "forbidden"
  | "not-kubernetes"
  | "too-old"
  | "timeout"
  | "exec-plugin-missing"
  | "exec-plugin-failed"
  | "refused-address"
  | "invalid-kubeconfig"
  | "context-missing";

export type ConnectionTest =
  | { readonly ok: true; readonly kubernetesVersion: string; readonly server: string }
  | { readonly ok: false; readonly problem: ConnectionProblem; readonly sentence: string };
