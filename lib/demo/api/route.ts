import type { DemoCluster } from "../cluster.ts";
import { type Kind, resourceName } from "../kinds.ts";
import { acceptedShape, type Shape } from "./accept.ts";
import { coreVersions, group, groups, resources, version } from "./discovery.ts";
import { get, type ListRequest, list } from "./lists.ts";
import { proxy } from "./proxy.ts";
import { type Answer, failure, plainText } from "./status.ts";

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What a request asks for. `name` is null for a list, `namespace` for all of them. */
export interface Target {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

/** Answers as a Kubernetes API server does that knows only the verbs get and list. */
export function route(cluster: DemoCluster, request: ApiRequest): Answer {
  const proxied = proxy(cluster, request);
  if (proxied) return proxied;
  if (request.method !== "GET") return methodNotAllowed();
  const shape = acceptedShape(request.accept);
  if (!shape) return notAcceptable();

  const { path, host } = request;
  if (path === "/version") return version(cluster);
  if (path === "/healthz" || path === "/livez" || path === "/readyz") return plainText(200, "ok");
  if (path === "/api") return coreVersions(cluster, shape, host);
  if (path === "/apis") return groups(cluster, shape);
  if (path === "/api/v1") return resources(cluster, "", "v1") ?? pageNotFound();

  const [, root, ...rest] = path.split("/");
  const [first = "", second = ""] = rest;
  if (root === "apis" && rest.length === 1) return group(cluster, first) ?? pageNotFound();
  if (root === "apis" && rest.length === 2) {
    return resources(cluster, first, second) ?? pageNotFound();
  }

  const target = targetOf(path);
  return target ? answerTarget(cluster, request, target, shape) : pageNotFound();
}

/** The resource that a path names; null for discovery and everything else. */
export function targetOf(path: string): Target | null {
  const parts = path.split("/").slice(1).map(decodeSegment);
  const [root, ...rest] = parts;
  const [group = "", version = "", ...tail] =
    root === "api" ? ["", ...rest] : root === "apis" ? rest : [];
  if (version === "" || tail.includes("") || tail.length === 0) return null;

  const [first = "", namespace = "", plural, name, ...more] = tail;
  if (more.length > 0) return null;
  if (first === "namespaces" && plural !== undefined) {
    return { group, version, plural, namespace, name: name ?? null };
  }
  if (plural !== undefined) return null;
  return { group, version, plural: first, namespace: null, name: namespace || null };
}

function answerTarget(
  cluster: DemoCluster,
  request: ApiRequest,
  target: Target,
  shape: Shape,
): Answer {
  const inGroup = cluster.kinds.filter(
    (kind) => kind.group === target.group && kind.versions.includes(target.version),
  );
  if (inGroup.length === 0) return pageNotFound();

  const kind = inGroup.find(({ plural }) => plural === target.plural);
  const misplaced = kind && target.namespace !== null && !kind.namespaced;
  const unnamed = kind?.namespaced && target.namespace === null && target.name !== null;
  if (!kind || misplaced || unnamed) return noSuchResource();
  if (request.query.get("watch")) return methodNotAllowed();

  const { query, now } = request;
  const { namespace, version } = target;
  const asked: ListRequest = { cluster, kind, version, namespace, query, shape, now };
  if (target.name === null) return list(asked);
  return get(asked, target.name) ?? notFound(kind, target.name);
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function pageNotFound(): Answer {
  return plainText(404, "404 page not found\n");
}

function noSuchResource(): Answer {
  return failure(404, "NotFound", "the server could not find the requested resource", {
    details: {},
  });
}

function notFound(kind: Kind, name: string): Answer {
  return failure(404, "NotFound", `${resourceName(kind)} "${name}" not found`, {
    details: { name, group: kind.group || undefined, kind: kind.plural },
  });
}

function methodNotAllowed(): Answer {
  return failure(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    { details: {}, headers: { Allow: "GET" } },
  );
}

function notAcceptable(): Answer {
  return failure(
    406,
    "NotAcceptable",
    "only the following media types are accepted: application/json",
  );
}
