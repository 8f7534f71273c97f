import { z } from "zod";
import { type ConnectOptions, connect } from "@/lib/cluster/connect.ts";
import { ConnectionError } from "@/lib/cluster/problem.ts";
import type { ClusterSource, ConnectionTest, UploadedCredential } from "@/lib/cluster/source.ts";
import { testConnection } from "@/lib/cluster/test-connection.ts";
import { config } from "@/lib/config.ts";
import { bodyOf, mutation } from "../../answer.ts";
import { Source } from "../../source.ts";
import { chosenContext, Kubeconfig } from "../kubeconfig.ts";

const Asked = z.union([z.object({ source: Source }), Kubeconfig]);

/** Tries a connection without storing anything, and says what is wrong with it. */
export const POST = mutation(async (request) => {
  const asked = await bodyOf(request, Asked);
  if (!("source" in asked)) {
    const { source, credential } = chosenContext(asked);
    return Response.json(await tested(source, credential, request.signal));
  }
  if (asked.source.kind === "demo") {
    return Response.json({
      ok: true,
      kubernetesVersion: "sample",
      server: "the demo fleet",
    } satisfies ConnectionTest);
  }
  return Response.json(await tested(asked.source, undefined, request.signal));
});

async function tested(
  source: ClusterSource,
  credential: UploadedCredential | undefined,
  signal: AbortSignal,
): Promise<ConnectionTest> {
  const { kubeconfigFiles, host, port } = config();
  const options: ConnectOptions = {
    kubeconfigFiles,
    ownListener: { host, port },
    ...(credential ? { credential } : {}),
  };
  try {
    const connection = await connect(source, options);
    try {
      return await testConnection(connection, { signal });
    } finally {
      connection.close();
    }
  } catch (error) {
    if (error instanceof ConnectionError)
      return { ok: false, problem: error.problem, sentence: error.message };
    throw error;
  }
}
