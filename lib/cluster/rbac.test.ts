import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";
import {
  byResourceName,
  RESOURCES,
  type Resource,
} from "../inventory/from-kubernetes/resources.ts";
import type { Collected } from "../inventory/model.ts";
import { collect } from "./collect.ts";
import { connect } from "./connect.ts";
import { json, startApiServer, status } from "./fixtures/api-server.ts";
import {
  rbacManifest,
  rbacRuleFor,
  remoteSecretsManifest,
  serviceAccountCommands,
} from "./rbac.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const fileText = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

describe("the role of rbac.yaml", () => {
  it("is the one that the product generates from what it reads", () => {
    expect(fileText("rbac.yaml")).toBe(`${rbacManifest()}\n`);
    expect(fileText("rbac-remote-secrets.yaml")).toBe(`${remoteSecretsManifest()}\n`);
  });

  it("allows get and list and nothing else", () => {
    const verbs = [...grantsIn(rbacManifest()), ...grantsIn(remoteSecretsManifest())].flatMap(
      (grant) => grant.verbs,
    );
    expect(new Set(verbs)).toEqual(new Set(["get", "list"]));
  });

  it("lets a scan read everything but Secrets", async () => {
    const { collected } = await scanWith(grantsIn(rbacManifest()));

    expect(refusedIn(collected)).toEqual(["secrets"]);
  });

  it("lets a scan read everything, with the optional one", async () => {
    const grants = [...grantsIn(rbacManifest()), ...grantsIn(remoteSecretsManifest())];

    expect(refusedIn((await scanWith(grants)).collected)).toEqual([]);
  });

  it("allows nothing that a scan does not ask for", async () => {
    const grants = [...grantsIn(rbacManifest()), ...grantsIn(remoteSecretsManifest())];
    const { used } = await scanWith(grants);

    const granted = grants.flatMap(({ namespace, resources, names }) =>
      resources.flatMap((resource) =>
        (names ?? [""]).map((name) => `${namespace ?? "*"} ${resource} ${name}`.trim()),
      ),
    );
    expect([...used].sort()).toEqual([...granted].sort());
  });
});

describe("the rule shown for a resource that was not permitted", () => {
  it.each(RESOURCES)("allows to read $resource", (resource) => {
    const rules = Rules.parse(parse(rbacRuleFor(resource)));

    expect(rules.some(({ resources }) => resources.includes(resource.plural))).toBe(true);
    expect(rules.every(({ verbs }) => verbs.join() === "get,list")).toBe(true);
    expect(rules.every(({ apiGroups }) => apiGroups.join() === resource.group)).toBe(true);
  });
});

describe("the commands that make a kubeconfig to upload", () => {
  it("are a valid shell script whose manifests carry the token's Secret", () => {
    const commands = serviceAccountCommands();

    execFileSync("bash", ["-n"], { input: commands });
    expect(commands).toContain(rbacManifest());
    const [, manifests = ""] = /<<'END'\n([\s\S]*?)\nEND\n/.exec(commands) ?? [];
    expect(parseAllDocuments(manifests).flatMap(({ errors }) => errors)).toEqual([]);
  });
});

const Rules = z.array(
  z.object({
    apiGroups: z.array(z.string()),
    resources: z.array(z.string()),
    resourceNames: z.array(z.string()).optional(),
    verbs: z.array(z.string()),
  }),
);
const Role = z.object({
  kind: z.enum(["ClusterRole", "Role"]),
  metadata: z.object({ namespace: z.string().optional() }),
  rules: Rules,
});

interface Grant {
  /** null: all namespaces. */
  readonly namespace: string | null;
  /** As kubectl spells them. */
  readonly resources: readonly string[];
  readonly names: readonly string[] | null;
  readonly verbs: readonly string[];
}

function grantsIn(manifests: string): Grant[] {
  return parseAllDocuments(manifests).flatMap((document) => {
    const role = Role.safeParse(document.toJS());
    if (!role.success) return [];
    return role.data.rules.map(({ apiGroups: [group = ""], resources, resourceNames, verbs }) => ({
      namespace: role.data.metadata.namespace ?? null,
      resources: resources.map((plural) => (group === "" ? plural : `${plural}.${group}`)),
      names: resourceNames ?? null,
      verbs,
    }));
  });
}

/** Scans a server on which everything is installed and which permits what is granted, as Kubernetes does. */
async function scanWith(
  grants: readonly Grant[],
): Promise<{ collected: Collected; used: Set<string> }> {
  const used = new Set<string>();
  const server = await startApiServer({
    objects: Object.fromEntries(RESOURCES.map(({ resource }) => [resource, []])),
    intercept(_request, response, url) {
      const asked = askedFor(url);
      if (!asked) return false;
      const grant = grants.find(
        ({ namespace, resources, names }) =>
          (namespace === null || namespace === asked.namespace) &&
          resources.includes(asked.resource.resource) &&
          (names === null || (asked.name !== null && names.includes(asked.name))),
      );
      if (!grant) {
        json(response, 403, status(403, "forbidden"));
        return true;
      }
      const name = grant.names === null ? "" : asked.name;
      used.add(`${grant.namespace ?? "*"} ${asked.resource.resource} ${name}`.trim());
      return false;
    },
  });
  closers.push(() => server.close());
  const source = { kind: "demo", cluster: "test" } as const;
  const connection = await connect(source, { kubeconfigFiles: [], demoAddress: server.address });
  closers.push(() => connection.close());
  const { signal } = new AbortController();
  return { collected: await collect(connection, { signal, timeLimit: 15_000 }), used };
}

function askedFor(
  url: URL,
): { resource: Resource; namespace: string | null; name: string | null } | null {
  const path = /^\/(?:api|apis\/([^/]+))\/v\w+(?:\/namespaces\/([^/]+))?\/([a-z]+)$/.exec(
    url.pathname,
  );
  if (!path) return null;
  const [, group = "", namespace = null, plural = ""] = path;
  const resource = byResourceName(group === "" ? plural : `${plural}.${group}`);
  const selected = /^metadata\.name=(.+)$/.exec(url.searchParams.get("fieldSelector") ?? "");
  return resource ? { resource, namespace, name: selected?.[1] ?? null } : null;
}

function refusedIn({ coverage }: Collected): readonly string[] {
  return coverage.filter(({ outcome }) => outcome !== "read").map(({ resource }) => resource);
}
