/**
 * The browser's side of the JSON interface: one function per thing that a visitor can change. An answer is parsed, and a
 * refusal is a sentence to show, never an exception.
 */
import { z } from "zod/mini";
import type { ClusterSource, ConnectionTest } from "@/lib/cluster/source.ts";

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly sentence: string;
      /** The form field that the sentence is about. */
      readonly field: string | null;
    };

/** What a visitor may ask to connect; uploads and dumps have their own ways in. */
export type ConnectableSource =
  | Extract<ClusterSource, { kind: "kubeconfig" | "in-cluster" }>
  | { readonly kind: "demo" };

/** A pasted kubeconfig, with the context to use once one was chosen. */
export interface PastedKubeconfig {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly name?: string;
}

const Connected = z.object({
  clusters: z
    .array(z.object({ id: z.string(), name: z.string(), scanId: z.nullable(z.string()) }))
    .check(z.minLength(1)),
});
export type Connected = z.infer<typeof Connected>;

const ContextChoice = z.object({
  contexts: z
    .array(
      z.object({
        context: z.string(),
        server: z.string(),
        user: z.string(),
        /** Why this context cannot be used; null or absent when it can. */
        refused: z.optional(z.nullable(z.string())),
      }),
    )
    .check(z.minLength(1)),
});
export type ContextChoice = z.infer<typeof ContextChoice>;

const Tested = z.union([
  z.object({ ok: z.literal(true), kubernetesVersion: z.string(), server: z.string() }),
  z.object({
    ok: z.literal(false),
    problem: z.enum([
      "unreachable",
      "dns",
      "tls-not-trusted",
      "certificate-expired",
      "unauthorized",
      "forbidden",
      "not-kubernetes",
      "too-old",
      "timeout",
      "exec-plugin-missing",
      "exec-plugin-failed",
      "refused-address",
      "invalid-kubeconfig",
      "context-missing",
    ]),
    sentence: z.string(),
  }),
]);

const Started = z.object({ scanId: z.string() });
const Imported = z.object({ id: z.string() });
const Nothing = z.unknown();

const PaletteNames = z.object({
  namespaces: z.array(z.string()),
  checks: z.array(z.object({ id: z.string(), title: z.string() })),
});

/** Names that the command palette leads to: every check, and the namespaces of one cluster. */
export function paletteNames(
  clusterId: string | null,
): Promise<Answer<z.infer<typeof PaletteNames>>> {
  const asked = clusterId === null ? "" : `?cluster=${encodeURIComponent(clusterId)}`;
  return send("GET", `/api/palette${asked}`, PaletteNames);
}

/** Connects and starts the first scan; the demo fleet is several clusters. */
export function connectCluster(
  source: ConnectableSource,
  name?: string,
): Promise<Answer<Connected>> {
  return send("POST", "/api/clusters", Connected, name ? { source, name } : { source });
}

/** Connects by a pasted kubeconfig, or answers the contexts to choose from. */
export function uploadKubeconfig(
  pasted: PastedKubeconfig,
): Promise<Answer<Connected | ContextChoice>> {
  return send("POST", "/api/clusters/upload", z.union([Connected, ContextChoice]), pasted);
}

export function testConnection(
  asked: { readonly source: ConnectableSource } | PastedKubeconfig,
): Promise<Answer<ConnectionTest>> {
  return send("POST", "/api/clusters/test", Tested, asked);
}

export function renameCluster(clusterId: string, name: string): Promise<Answer<unknown>> {
  return send("PATCH", `/api/clusters/${encodeURIComponent(clusterId)}`, Nothing, { name });
}

export function forgetCluster(clusterId: string): Promise<Answer<unknown>> {
  return send("DELETE", `/api/clusters/${encodeURIComponent(clusterId)}`, Nothing);
}

export function startScan(clusterId: string): Promise<Answer<z.infer<typeof Started>>> {
  return send("POST", `/api/clusters/${encodeURIComponent(clusterId)}/scans`, Started);
}

export function cancelScan(scanId: string): Promise<Answer<unknown>> {
  return send("DELETE", `/api/scans/${encodeURIComponent(scanId)}`, Nothing);
}

/** Connects what an import holds. `complete`: the files are everything that the cluster has. */
export function clusterFromImport(
  importId: string,
  asked: { readonly name: string; readonly complete: boolean },
): Promise<Answer<Connected>> {
  return send("POST", `/api/imports/${encodeURIComponent(importId)}/cluster`, Connected, asked);
}

/** One file of a dump and its path inside the dropped folder. */
export interface DumpFile {
  readonly file: File;
  readonly path: string;
}

/**
 * Sends a dump and answers the id of its preview. `onSent` hears the share of bytes sent, from 0 to 1. Uses
 * XMLHttpRequest, since fetch does not tell how far an upload is.
 */
export function uploadDump(
  files: readonly DumpFile[],
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Answer<z.infer<typeof Imported>>> {
  const form = new FormData();
  for (const { file, path } of files) form.append("files", file, path);

  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/imports");
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onSent(loaded / total);
    };
    request.onload = () => resolve(answerOf(request.status, request.responseText, Imported));
    request.onerror = () => resolve(refusal(UNREACHED));
    request.onabort = () => resolve(refusal("The upload was cancelled. Nothing was stored."));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

/** What an answer of the server means: its parsed value, its own sentence, or one that says what went wrong here. */
export function answerOf<T>(
  status: number,
  body: string,
  schema: { safeParse: (value: unknown) => z.core.util.SafeParseResult<T> },
): Answer<T> {
  const json = parsedJson(body);
  if (status >= 200 && status < 300) {
    const value = schema.safeParse(json);
    return value.success
      ? { ok: true, value: value.data }
      : refusal(`The server answered ${status} with something this page does not understand.`);
  }

  const told = Refused.safeParse(json);
  return told.success
    ? refusal(told.data.error.sentence, told.data.error.field)
    : refusal(`The server refused with status ${status} and gave no reason.`);
}

const Refused = z.object({
  error: z.object({ sentence: z.string(), field: z.optional(z.string()) }),
});

const UNREACHED =
  "This page could not reach its server. Check that it still runs and try again; nothing was changed.";

async function send<T>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  schema: Parameters<typeof answerOf<T>>[2],
  body?: unknown,
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    return answerOf(response.status, await response.text(), schema);
  } catch {
    return refusal(UNREACHED);
  }
}

function parsedJson(body: string): unknown {
  try {
    return body === "" ? null : JSON.parse(body);
  } catch {
    return undefined;
  }
}

function refusal(sentence: string, field: string | null = null): Answer<never> {
  return { ok: false, sentence, field };
}
