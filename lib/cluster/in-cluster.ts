/** The service account that Kubernetes mounts into the pod that Mesh Readiness runs in. */
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { OwnContext } from "./kubeconfig.ts";
import { ConnectionError } from "./problem.ts";

const FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface PodSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the service account is mounted. */
  readonly folder: string;
}

const HERE: PodSurroundings = { environment: process.env, folder: FOLDER };

/** True when this process runs in a pod with a service account, so the cluster around it can be offered. */
export async function inClusterOffered(pod: PodSurroundings = HERE): Promise<boolean> {
  return (await inClusterContext(pod)) !== null;
}

/** The API server and credential that Kubernetes gives to this pod; null outside a cluster. */
export async function inClusterContext(pod: PodSurroundings = HERE): Promise<OwnContext | null> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = pod.environment;
  const tokenFile = join(pod.folder, "token");
  if (!host || !(await exists(tokenFile))) return null;

  return {
    cluster: {
      server: `https://${host.includes(":") ? `[${host}]` : host}:${port || "443"}`,
      "certificate-authority": join(pod.folder, "ca.crt"),
    },
    user: { tokenFile },
  };
}

/** @throws ConnectionError when this process does not run in a cluster. */
export async function requireInCluster(pod: PodSurroundings = HERE): Promise<OwnContext> {
  const context = await inClusterContext(pod);
  if (context) return context;
  throw new ConnectionError(
    "context-missing",
    "Mesh Readiness does not run inside a cluster now, so there is no service account to use. Start it in the cluster again, or connect through a kubeconfig.",
  );
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
