/** Why a Prometheus did not answer a question, as a value with a sentence. */
import type { Answer } from "../cluster/connection.ts";
import { errorCode, explain, quoted } from "../cluster/problem.ts";
import { statusMessage } from "../cluster/test-connection.ts";
import { readError } from "./answer.ts";

/** A question without an answer. */
export interface Failure {
  readonly ok: false;
  /**
   * "source": no question would be answered, so the rest need not be asked. "slow", "too-large": a smaller question may
   * be answered. "query": this question is not answered.
   */
  readonly kind: "source" | "slow" | "too-large" | "query";
  /** One sentence. */
  readonly because: string;
}

/** Makes one. */
export function failure(kind: Failure["kind"], because: string): Failure {
  return { ok: false, kind, because };
}

/** Who is spoken of, and what must not be repeated. */
export interface Speaker {
  /** Its address or Service, fit to show. */
  readonly server: string;
  /** The API server stands in between and may answer itself. */
  readonly proxied: boolean;
  /** A server may repeat in its answer what it was sent. */
  readonly secrets: readonly string[];
}

/** Explains what was thrown on the way, except for limits of our own. */
export function explainFailure(error: unknown, { server, proxied }: Speaker): Failure {
  if (errorCode(error).startsWith("Z_")) {
    return failure("query", `The answer of ${server} is compressed in a broken way.`);
  }
  const explained = explain(error, server);
  if (proxied) return failure("source", explained.sentence);
  switch (explained.problem) {
    case "timeout":
      return failure("slow", `${server} did not answer in time.`);
    case "dns":
      return failure("source", `The name in ${server} cannot be resolved.`);
    case "tls-not-trusted":
      return failure(
        "source",
        `The certificate of ${server} is not signed by an authority that we trust, or is for another name. Give the certificate of its authority with the source.`,
      );
    case "certificate-expired":
      return failure("source", `The certificate of ${server} has expired or is not valid yet.`);
    case "refused-address":
      return failure("source", explained.sentence);
    default:
      return failure("source", unreachable(errorCode(error), server));
  }
}

function unreachable(code: string, server: string): string {
  if (code === "ECONNREFUSED") {
    return `Nothing listens at ${server}: the connection was refused.`;
  }
  if (code.startsWith("ERR_INVALID") || code.startsWith("ERR_HTTP_INVALID")) {
    return "A header of the credential or the tenant has characters that HTTP does not allow.";
  }
  return `${server} cannot be reached (${quoted(code)}).`;
}

/** Explains a status other than 200. */
export function explainStatus(
  { status, body }: Answer,
  json: unknown,
  { server, proxied, secrets }: Speaker,
): Failure {
  const fromApiServer = proxied ? statusMessage(body) : null;
  const words = readError(json) ?? fromApiServer;
  const said = words === null ? "" : ` (${hidden(words, secrets)})`;
  if (status >= 300 && status < 400) {
    return failure(
      "source",
      `${server} answers with a redirect (${status}); redirects are not followed. Give the address that it leads to.`,
    );
  }
  if (status === 401) {
    return failure("source", `${server} does not accept the credential (401)${said}.`);
  }
  if (status === 403) {
    return failure(
      "source",
      fromApiServer === null
        ? `${server} does not let this credential ask questions (403)${said}.`
        : `This user may not use the Service's proxy (403)${said}. Apply lib/cluster/rbac-metrics.yaml.`,
    );
  }
  if (status === 404) {
    return failure(
      "source",
      `${server} has no Prometheus API at this address (404)${said}. Check its path.`,
    );
  }
  if (status === 422 || status === 400) {
    return failure("query", `${server} cannot work out the question (${status})${said}.`);
  }
  if (status === 429) {
    return failure("query", `${server} asks for fewer questions (429)${said}.`);
  }
  return failure("source", `${server} answers ${status}${said}: it cannot serve now.`);
}

/** The text without anything secret. */
export function hidden(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "…"), text);
}
