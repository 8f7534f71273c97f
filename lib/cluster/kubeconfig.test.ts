import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inClusterContext, inClusterOffered, requireInCluster } from "./in-cluster.ts";
import { kubeconfigContexts, readContext } from "./kubeconfig.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the contexts of the operator's kubeconfig files", () => {
  it("are listed with server, user and the command that signing in runs", async () => {
    const file = await save(
      "config",
      `
current-context: prod
clusters: [{name: eks, cluster: {server: "https://ann:pw@api.example.com:6443/"}}]
users:
  - name: ann
    user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token]}}
contexts:
  - {name: prod, context: {cluster: eks, user: ann, namespace: shop}}
  - {name: anonymous, context: {cluster: eks}}
`,
    );

    expect(await kubeconfigContexts([file])).toEqual({
      contexts: [
        {
          context: "prod",
          cluster: "eks",
          server: "https://api.example.com:6443",
          user: "ann",
          namespace: "shop",
          current: true,
          runs: "aws",
        },
        {
          context: "anonymous",
          cluster: "eks",
          server: "https://api.example.com:6443",
          user: "",
          namespace: null,
          current: false,
          runs: null,
        },
      ],
      problems: [],
    });
  });

  it("are merged as kubectl merges them: the first file to say a thing wins", async () => {
    const first = await save(
      "first",
      `
clusters: [{name: c, cluster: {server: "https://first"}}]
users: [{name: u, user: {token: first}}]
contexts: [{name: a, context: {cluster: c, user: u}}]
`,
    );
    const second = await save(
      "second",
      `
current-context: b
clusters: [{name: c, cluster: {server: "https://second", certificate-authority: ca.crt}}]
users: [{name: u, user: {token: second}}]
contexts: [{name: b, context: {cluster: c, user: u}}, {name: a, context: {cluster: x, user: x}}]
`,
    );

    const { contexts, problems } = await kubeconfigContexts([first, second]);
    expect(contexts.map(({ context, server }) => [context, server])).toEqual([
      ["a", "https://first"],
      ["b", "https://first"],
    ]);
    expect(contexts.map(({ current }) => current)).toEqual([false, true]);
    expect(problems).toEqual([]);
    expect((await readContext([first, second], "b")).user?.token).toBe("first");
  });

  it("resolve paths against the folder of their file", async () => {
    const file = await save(
      "deep/config",
      `
clusters: [{name: c, cluster: {server: "https://a", certificate-authority: ca.crt}}]
users:
  - name: u
    user: {client-certificate: ../me.crt, client-key: /abs/me.key, exec: {apiVersion: v1, command: ./bin/plugin}}
contexts: [{name: a, context: {cluster: c, user: u}}]
`,
    );

    const { cluster, user } = await readContext([file], "a");
    expect(cluster["certificate-authority"]).toBe(join(folder, "deep/ca.crt"));
    expect(user?.["client-certificate"]).toBe(join(folder, "me.crt"));
    expect(user?.["client-key"]).toBe("/abs/me.key");
    expect(user?.exec?.command).toBe(join(folder, "deep/bin/plugin"));
  });

  it("stay usable when another file or entry is broken, which is named", async () => {
    const good = await save(
      "good",
      `
clusters: [{name: c, cluster: {server: "https://a"}}, {name: serverless, cluster: {}}, {cluster: {}}]
users: [{name: u, user: {token: 7}}]
contexts:
  - {name: good, context: {cluster: c}}
  - {name: no-server, context: {cluster: serverless}}
  - {name: bad-user, context: {cluster: c, user: u}}
`,
    );
    const broken = await save("broken", "clusters: [");
    const other = await save("other", "- 1\n- 2");

    const { contexts, problems } = await kubeconfigContexts([broken, good, other, folder]);
    expect(contexts.map(({ context }) => context)).toEqual(["good"]);
    expect(problems).toEqual([
      expect.stringMatching(/broken cannot be used: it is not valid YAML/),
      expect.stringMatching(/cluster "serverless" is left out, because server is missing/),
      expect.stringMatching(/clusters\[2\] has no name/),
      expect.stringMatching(/user "u" is left out, because token/),
      expect.stringMatching(/other cannot be used: it does not have the shape/),
      expect.stringMatching(/cannot be used/),
      expect.stringMatching(/"no-server" is left out, because its cluster "serverless"/),
      expect.stringMatching(/"bad-user" is left out, because its user "u"/),
    ]);
  });

  it("are none, without a complaint, when there is no file", async () => {
    expect(await kubeconfigContexts([join(folder, "absent")])).toEqual({
      contexts: [],
      problems: [],
    });
  });
});

describe("the service account of our own pod", () => {
  const environment = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };

  it("is offered where Kubernetes has mounted its token", async () => {
    await save("token", "t");

    expect(await inClusterOffered({ environment, folder })).toBe(true);
    expect(await inClusterContext({ environment, folder })).toEqual({
      cluster: {
        server: "https://[fd00::1]:443",
        "certificate-authority": join(folder, "ca.crt"),
      },
      user: { tokenFile: join(folder, "token") },
    });
  });

  it("is not offered outside a cluster, and says so when it was expected", async () => {
    expect(await inClusterOffered({ environment, folder })).toBe(false);
    expect(await inClusterOffered({ environment: {}, folder })).toBe(false);
    await expect(requireInCluster({ environment: {}, folder })).rejects.toMatchObject({
      problem: "context-missing",
    });
  });
});

async function save(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
