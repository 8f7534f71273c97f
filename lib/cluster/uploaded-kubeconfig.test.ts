import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parseUploadedKubeconfig, type UploadedContext } from "./uploaded-kubeconfig.ts";

const pem = (name: string) =>
  readFileSync(new URL(`fixtures/tls/${name}`, import.meta.url)).toString("base64");
const SECRET = "planted-secret-value";

describe("an uploaded kubeconfig", () => {
  it("with a token gives a credential", () => {
    const only = one({ token: ` ${SECRET}\n` }, { "certificate-authority-data": pem("ca.crt") });

    expect(only).toMatchObject({
      context: "x",
      server: "https://10.0.0.1:6443",
      refused: null,
      current: true,
      credential: { server: "https://10.0.0.1:6443", token: SECRET, username: null },
    });
    expect(only.credential?.ca).toContain("BEGIN CERTIFICATE");
  });

  it("with a client certificate and its key gives a credential", () => {
    const user = {
      "client-certificate-data": pem("client.crt"),
      "client-key-data": pem("client.key"),
    };

    expect(one(user).credential?.clientKey).toContain("PRIVATE KEY");
  });

  it("keeps a proxy, a TLS name and skipped verification", () => {
    const { credential } = one(
      { token: SECRET },
      {
        "proxy-url": "http://proxy.example.com:3128",
        "tls-server-name": "kubernetes.default",
        "insecure-skip-tls-verify": true,
        extensions: [{ name: "minikube.sigs.k8s.io", extension: { provider: "minikube" } }],
      },
    );

    expect(credential).toMatchObject({
      proxyUrl: "http://proxy.example.com:3128/",
      tlsServerName: "kubernetes.default",
      insecureSkipTlsVerify: true,
    });
  });

  it("as YAML with comments is read like its JSON", () => {
    const text = `
apiVersion: v1
kind: Config
current-context: a
clusters: # one
  - {name: c, cluster: {server: "https://10.0.0.1"}}
users:
  - name: u
    user:
      token: ${SECRET}
contexts:
  - {name: a, context: {cluster: c, user: u, namespace: shop}}
`;
    expect(contextsOf(text)).toMatchObject([{ context: "a", credential: { token: SECRET } }]);
  });

  it("offers its good contexts beside those that are refused", () => {
    const contexts = contextsOf(
      JSON.stringify({
        clusters: [{ name: "c", cluster: { server: "https://10.0.0.1" } }],
        users: [
          { name: "good", user: { token: SECRET } },
          { name: "bad", user: { exec: { command: "aws" } } },
        ],
        contexts: ["good", "bad", "absent"].map((user) => ({
          name: `as-${user}`,
          context: { cluster: "c", user },
        })),
      }),
    );

    expect(contexts.map(({ refused }) => refused === null)).toEqual([true, false, false]);
  });
});

describe("a context is refused, with what to do instead,", () => {
  test.each<[string, object, RegExp]>([
    [
      "exec",
      { exec: { apiVersion: "v1", command: "sh", args: ["-c", "id"] } },
      /running a command/,
    ],
    [
      "auth-provider",
      { "auth-provider": { name: "gcp", config: { "cmd-path": "sh" } } },
      /run a command/,
    ],
    ["tokenFile", { tokenFile: "/etc/passwd" }, /read files here.*service account/],
    ["token-file", { "token-file": "/etc/passwd" }, /read files/],
    ["client-certificate", { "client-certificate": "/etc/passwd" }, /read files/],
    ["client-key", { "client-key": "/etc/passwd" }, /read files/],
    ["impersonation", { token: SECRET, as: "admin" }, /impersonates/],
    ["an unknown field", { token: SECRET, "new-field": 1 }, /new-field/],
    ["__proto__", JSON.parse('{"token": "a", "__proto__": {"x": 1}}'), /__proto__/],
    ["a token of the wrong type", { token: 7 }, /token/],
    ["a token that would end its header", { token: `${SECRET}\r\nX-Evil: 1` }, /token/],
    ["half a key pair", { "client-certificate-data": pem("client.crt") }, /only one/],
    [
      "a key of another certificate",
      { "client-certificate-data": pem("client.crt"), "client-key-data": pem("ca.key") },
      /does not belong/,
    ],
    [
      "an expired client certificate",
      {
        "client-certificate-data": pem("client-expired.crt"),
        "client-key-data": pem("client-expired.key"),
      },
      /expired on 2021-01-01/,
    ],
    ["a certificate that is none", { "client-certificate-data": "aGk=" }, /not base64 of PEM/],
  ])("for %s", (_name, user, sentence) => {
    const { refused, credential } = one(user);

    expect(refused).toMatch(sentence);
    expect(refused).not.toContain(SECRET);
    expect(credential).toBeNull();
  });

  test.each<[string, object, RegExp]>([
    ["a CA file", { "certificate-authority": "/etc/passwd" }, /--flatten/],
    ["a CA that is none", { "certificate-authority-data": "bm9uZQ==" }, /not base64 of PEM/],
    ["a SOCKS proxy", { "proxy-url": "socks5://127.0.0.1:1080" }, /http/],
    ["a proxy at a metadata address", { "proxy-url": "http://169.254.169.254" }, /metadata/],
    ["a metadata address", { server: "http://169.254.169.254" }, /metadata/],
    ["another scheme", { server: "file:///etc/passwd" }, /https/],
    ["a password in the address", { server: `https://a:${SECRET}@10.0.0.1` }, /password/],
    ["a cluster that is not in the file", { name: "other" }, /not in the file/],
  ])("for %s", (_name, cluster, sentence) => {
    const { refused, server } = one({ token: SECRET }, cluster);

    expect(refused).toMatch(sentence);
    expect(`${refused}${server}`).not.toContain(SECRET);
  });
});

describe("a file that is no kubeconfig ends in a sentence:", () => {
  test.each<[string, string]>([
    ["nothing", ""],
    ["broken YAML", "a: [b"],
    ["another object", "kind: Pod\nmetadata: {name: a}"],
    ["a list", "[1, 2]"],
    ["two documents", "a: 1\n---\nb: 2"],
    ["no contexts", "clusters: []\nusers: []\ncontexts: []"],
    ["more than 1 MB", "a".repeat(1_000_001)],
    ["deep nesting", "[".repeat(20_000)],
    [
      "deep nesting by indentation",
      Array.from({ length: 900 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
    ],
    [
      "an alias bomb",
      `a: &a [x,x]\n${Array.from({ length: 30 }, (_, i) => `k${i}: [*a,*a,*a]`).join("\n")}`,
    ],
    ["a hundred thousand anchors", "&a ".repeat(100_000)],
    ["a hundred thousand keys", Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join("\n")],
    ["a tag that builds objects", "!!js/function 'return process'"],
    ["broken UTF-8", "\ufffd\u0000\u0001"],
  ])("%s", (_name, text) => {
    const before = performance.now();
    const parsed = parseUploadedKubeconfig(text);

    expect(parsed).toMatchObject({ ok: false, sentence: expect.stringMatching(/\.$/) });
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it("whatever the text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), kubeconfigLike), (text) => {
        const parsed = parseUploadedKubeconfig(text);
        if (!parsed.ok) return parsed.sentence.length > 0;
        return parsed.contexts.every(
          ({ refused, credential }) => (refused === null) !== (credential === null),
        );
      }),
    );
  });
});

const kubeconfigLike = fc
  .record({
    clusters: fc.array(fc.record({ name: fc.string(), cluster: fc.jsonValue() })),
    users: fc.array(fc.record({ name: fc.string(), user: fc.jsonValue() })),
    contexts: fc.array(fc.record({ name: fc.string(), context: fc.jsonValue() })),
  })
  .map((file) => JSON.stringify(file));

function one(user: object, cluster: object = {}): UploadedContext {
  const { name = "c", ...fields } = { server: "https://10.0.0.1:6443", ...cluster } as {
    name?: string;
  };
  const text = JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "x",
    clusters: [{ name, cluster: fields }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
  });
  const [only] = contextsOf(text);
  if (!only) throw new Error("no context");
  return only;
}

function contextsOf(text: string): readonly UploadedContext[] {
  const parsed = parseUploadedKubeconfig(text);
  if (!parsed.ok) throw new Error(parsed.sentence);
  return parsed.contexts;
}
