import type { Json, JsonObject } from "../json.ts";

/** What the server sends back. A body of several pieces is streamed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A piece may be overwritten once the next one is asked for. */
  readonly body: Iterable<string | Buffer>;
}

export function ok(body: JsonObject, contentType = "application/json"): Answer {
  return {
    status: 200,
    headers: { "Content-Type": contentType },
    body: [`${JSON.stringify(body)}\n`],
  };
}

export function plainText(status: number, body: string): Answer {
  return { status, headers: { "Content-Type": "text/plain; charset=utf-8" }, body: [body] };
}

/** A failure as every API server tells it. Source: kubernetes/apimachinery pkg/api/errors/errors.go. */
export function failure(
  status: number,
  reason: string,
  message: string,
  extra: {
    readonly details?: Json;
    readonly metadata?: JsonObject;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Answer {
  const body = {
    kind: "Status",
    apiVersion: "v1",
    metadata: extra.metadata ?? {},
    status: "Failure",
    message,
    reason,
    details: extra.details,
    code: status,
  };
  return {
    status,
    headers: { "Content-Type": "application/json", ...extra.headers },
    body: [`${JSON.stringify(body)}\n`],
  };
}

export function unauthorized(): Answer {
  return failure(401, "Unauthorized", "Unauthorized");
}

export function forbidden(resource: string, group: string, namespace: string | null): Answer {
  const where = namespace === null ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return failure(
    403,
    "Forbidden",
    `${resource} is forbidden: User "mesh-readiness" cannot list resource "${resource}" in API group "${group}" ${where}`,
    { details: { group, kind: resource } },
  );
}

export function expired(freshToken: string): Answer {
  return failure(
    410,
    "Expired",
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
    { metadata: { continue: freshToken } },
  );
}
