import type { DemoCluster, Shelf } from "../cluster.ts";
import type { KubeObject } from "../json.ts";
import { type Kind, resourceName } from "../kinds.ts";
import { createSheet, type Sheet } from "../sheet.ts";
import type { Shape } from "./accept.ts";
import { type Position, position, token } from "./continue.ts";
import { groupVersion } from "./discovery.ts";
import { BadSelector, fieldSelector, labelSelector, type Matches } from "./selectors.ts";
import { type Answer, expired, failure } from "./status.ts";
import { tableOf } from "./table.ts";

/** etcd keeps old versions this long, milliseconds; after that a continue token is 410 Gone. */
const TOKEN_LIFE = 5 * 60_000;
/** Objects per piece of a streamed body. */
const PIECE = 32;

export interface ListRequest {
  readonly cluster: DemoCluster;
  readonly kind: Kind;
  readonly version: string;
  /** null for all namespaces, and for kinds without one. */
  readonly namespace: string | null;
  readonly query: URLSearchParams;
  readonly shape: Shape;
  /** Milliseconds since 1970. */
  readonly now: number;
}

interface Page {
  readonly indices: readonly number[];
  readonly metadata: {
    readonly resourceVersion: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
}

/** GET of a collection: one page of it when `limit` is given. */
export function list(request: ListRequest): Answer {
  const { cluster, kind, query, namespace } = request;
  const shelf = cluster.shelf(kind);
  const name = `${resourceName(kind)}/${namespace ?? ""}?${query.get("labelSelector") ?? ""}&${query.get("fieldSelector") ?? ""}`;
  const [first, end] = namespace === null ? [0, shelf.size] : shelf.range(namespace);

  const start = startOf(request, name, first);
  if ("status" in start) return start;

  const limit = Number(query.get("limit") ?? 0);
  if (!Number.isSafeInteger(limit) || limit < 0) {
    return failure(
      400,
      "BadRequest",
      `strconv.ParseInt: parsing "${query.get("limit")}": invalid syntax`,
    );
  }

  try {
    const page = pageOf(shelf, selectorOf(request), { ...start, list: name }, end, limit);
    return {
      status: 200,
      headers: { "Content-Type": "application/json" },
      body: bodyOf(request, shelf, page),
    };
  } catch (error) {
    if (error instanceof BadSelector) return failure(400, "BadRequest", error.message);
    throw error;
  }
}

/** GET of one object; null when there is none of that name. */
export function get(request: ListRequest, name: string): Answer | null {
  const { cluster, kind, version, namespace, shape, now } = request;
  const shelf = cluster.shelf(kind);
  const [first, end] = namespace === null ? [0, shelf.size] : shelf.range(namespace);
  for (let index = first; index < end; index += 1) {
    const object = shelf.at(index);
    if (object.metadata.name !== name) continue;

    const { resourceVersion } = object.metadata;
    const body =
      shape === "table"
        ? tableOf(kind, [object], { resourceVersion }, now)
        : shape === "metadata"
          ? metadataOnly(object)
          : { kind: kind.kind, apiVersion: groupVersion(kind.group, version), ...object };
    return {
      status: 200,
      headers: { "Content-Type": "application/json" },
      body: [`${JSON.stringify(body)}\n`],
    };
  }
  return null;
}

function startOf(
  { query, cluster, now }: ListRequest,
  list: string,
  first: number,
): Omit<Position, "list"> | Answer {
  const given = query.get("continue");
  const { resourceVersion } = cluster;
  if (!given) return { next: first, resourceVersion, since: now };

  const found = position(given);
  if (!found || found.list !== list) {
    return failure(
      400,
      "BadRequest",
      "continue key is not valid: the token belongs to another list",
    );
  }
  if (found.resourceVersion !== resourceVersion || now - found.since > TOKEN_LIFE) {
    return expired(token({ ...found, resourceVersion, since: now }));
  }
  return found;
}

function selectorOf({ query, kind }: ListRequest): Matches | null {
  const labels = query.get("labelSelector");
  const fields = query.get("fieldSelector");
  if (!labels && !fields) return null;

  const byLabel = labelSelector(labels ?? "");
  const byField = fieldSelector(fields ?? "", kind.plural);
  return (object) => byLabel(object) && byField(object);
}

function pageOf(
  shelf: Shelf,
  matches: Matches | null,
  start: Position,
  end: number,
  limit: number,
): Page {
  const indices: number[] = [];
  let next = start.next;
  while (next < end && (limit === 0 || indices.length < limit)) {
    if (!matches || matches(shelf.at(next))) indices.push(next);
    next += 1;
  }

  const { resourceVersion } = start;
  if (next >= end) return { indices, metadata: { resourceVersion } };
  const more = token({ ...start, next });
  return {
    indices,
    metadata: matches
      ? { resourceVersion, continue: more }
      : { resourceVersion, continue: more, remainingItemCount: end - next },
  };
}

function* bodyOf(request: ListRequest, shelf: Shelf, page: Page): Iterable<string | Buffer> {
  const { kind, version, shape, now } = request;
  if (shape === "table") {
    const objects = page.indices.map((index) => shelf.at(index));
    yield `${JSON.stringify(tableOf(kind, objects, page.metadata, now))}\n`;
    return;
  }

  const asMetadata = shape === "metadata";
  const apiVersion = asMetadata ? "meta.k8s.io/v1" : groupVersion(kind.group, version);
  const listKind = asMetadata ? "PartialObjectMetadataList" : `${kind.kind}List`;
  const metadata = JSON.stringify(page.metadata);

  // Custom resources pass through the server as maps, which Go writes in alphabetical order: metadata, and with it
  // the continue token, comes after the items. Built-in types write it first.
  const sorted = kind.custom && !asMetadata;
  yield sorted
    ? `{"apiVersion":"${apiVersion}","items":[`
    : `{"kind":"${listKind}","apiVersion":"${apiVersion}","metadata":${metadata},"items":[`;

  const opening = sorted ? `{"apiVersion":"${apiVersion}","kind":"${kind.kind}",` : "{";
  const sheet = idleSheets.pop() ?? createSheet();
  try {
    for (let start = 0; start < page.indices.length; start += PIECE) {
      sheet.clear();
      for (const [at, index] of page.indices.slice(start, start + PIECE).entries()) {
        if (start + at > 0) sheet.addText(",");
        if (asMetadata) {
          sheet.add(Buffer.from(JSON.stringify(metadataOnly(shelf.at(index)))));
        } else {
          sheet.addText(opening);
          shelf.write(index, sheet);
        }
      }
      yield sheet.bytes();
    }
  } finally {
    idleSheets.push(sheet);
  }
  yield sorted ? `],"kind":"${listKind}","metadata":${metadata}}\n` : "]}\n";
}

const idleSheets: Sheet[] = [];

function metadataOnly({ metadata }: KubeObject) {
  return { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata };
}
