/**
 * The browser's side of the JSON interface: one function per thing that a visitor can change. An answer is parsed, and a
 * refusal is a sentence to show, never an exception.
 */
import type { ClusterSource, ConnectionTest } from "@/lib/cluster/source.ts";
import type { RetentionEffect, RetentionPolicy, ShareSection } from "@/lib/db/shapes.ts";
import type { MetricsCredential, MetricsSource, MetricsTest } from "@/lib/metrics/source.ts";
import type {
  Answer,
  Connected,
  ContextChoice,
  Imported,
  Metrics,
  Moments,
  PaletteNames,
  RowCount,
  SchedulePreview,
  Schema,
  Shared,
  Started,
} from "./answers.ts";

export type { Answer, ContextChoice } from "./answers.ts";

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

/** Connects and starts the first scan; the demo fleet is several clusters. */
export function connectCluster(
  source: ConnectableSource,
  name?: string,
): Promise<Answer<Connected>> {
  return send("POST", "/api/clusters", (answers) => answers.Connected, {
    source,
    ...(name ? { name } : {}),
  });
}

/** Connects by a pasted kubeconfig, or answers the contexts to choose from. */
export function uploadKubeconfig(
  pasted: PastedKubeconfig,
): Promise<Answer<Connected | ContextChoice>> {
  return send("POST", "/api/clusters/upload", (answers) => answers.ConnectedOrChoice, pasted);
}

export function testConnection(
  asked: { readonly source: ConnectableSource } | PastedKubeconfig,
): Promise<Answer<ConnectionTest>> {
  return send("POST", "/api/clusters/test", (answers) => answers.Tested, asked);
}

export function renameCluster(clusterId: string, name: string): Promise<Answer<unknown>> {
  return send("PATCH", clusterAddress(clusterId), (answers) => answers.Nothing, { name });
}

export function forgetCluster(clusterId: string): Promise<Answer<unknown>> {
  return send("DELETE", clusterAddress(clusterId), (answers) => answers.Nothing);
}

export function startScan(clusterId: string): Promise<Answer<Started>> {
  return send("POST", `${clusterAddress(clusterId)}/scans`, (answers) => answers.Started);
}

export function cancelScan(scanId: string): Promise<Answer<unknown>> {
  return send("DELETE", `/api/scans/${encodeURIComponent(scanId)}`, (answers) => answers.Nothing);
}

/** Connects what an import holds. `complete`: the files are everything that the cluster has. */
export function clusterFromImport(
  importId: string,
  asked: { readonly name: string; readonly complete: boolean },
): Promise<Answer<Connected>> {
  const path = `/api/imports/${encodeURIComponent(importId)}/cluster`;
  return send("POST", path, (answers) => answers.Connected, asked);
}

/** What a link shall show, and for how long. */
export interface ShareWish {
  readonly clusterId: string;
  /** The id or the moment of a snapshot; null: always the latest. */
  readonly at: string | null;
  /** null: the whole cluster. */
  readonly namespaces: readonly string[] | null;
  readonly sections: readonly ShareSection[];
  readonly days: number;
  readonly passphrase: string | null;
  readonly redacted: boolean;
  readonly embed: boolean;
  readonly note: string;
}

/** Makes a link. Its path is answered here and never again. */
export function createShareLink(wish: ShareWish): Promise<Answer<Shared>> {
  return send("POST", "/api/share-links", (answers) => answers.Shared, wish);
}

export function revokeShareLink(linkId: string): Promise<Answer<unknown>> {
  return send(
    "DELETE",
    `/api/share-links/${encodeURIComponent(linkId)}`,
    (answers) => answers.Nothing,
  );
}

/** When a cluster is scanned by itself; exactly one of `everyMinutes` and `cron` is given. */
export interface PlannedSchedule {
  readonly everyMinutes: number | null;
  readonly cron: string | null;
  readonly timeZone: string;
  readonly jitterSeconds: number;
}

/** What a schedule means, in words and by its next moments; changes nothing. */
export function previewSchedule(
  clusterId: string,
  plan: PlannedSchedule,
): Promise<Answer<SchedulePreview>> {
  return send("POST", scheduleAddress(clusterId), (answers) => answers.SchedulePreview, plan);
}

export function saveSchedule(
  clusterId: string,
  plan: PlannedSchedule & { readonly paused: boolean },
): Promise<Answer<unknown>> {
  return send("PUT", scheduleAddress(clusterId), (answers) => answers.Nothing, plan);
}

export function removeSchedule(clusterId: string): Promise<Answer<unknown>> {
  return send("DELETE", scheduleAddress(clusterId), (answers) => answers.Nothing);
}

/** Where a cluster's metrics are asked for, and which of its Services could be asked. */
export function metricsOf(clusterId: string): Promise<Answer<Metrics>> {
  return send("GET", metricsAddress(clusterId), (answers) => answers.Metrics);
}

/** A source as a visitor gives it. Without a credential the stored one stays, null clears it. */
export interface AskedMetrics {
  readonly source: MetricsSource;
  readonly credential?: MetricsCredential | null;
}

/** Asks a source what it has; changes nothing. */
export function testMetrics(clusterId: string, asked: AskedMetrics): Promise<Answer<MetricsTest>> {
  return send("POST", metricsAddress(clusterId), (answers) => answers.MetricsTested, asked);
}

export function saveMetrics(clusterId: string, asked: AskedMetrics): Promise<Answer<unknown>> {
  return send("PUT", metricsAddress(clusterId), (answers) => answers.Nothing, asked);
}

export function removeMetrics(clusterId: string): Promise<Answer<unknown>> {
  return send("DELETE", metricsAddress(clusterId), (answers) => answers.Nothing);
}

/** Starts a scan that has the days before the first one filled. */
export function fillDays(clusterId: string): Promise<Answer<Started>> {
  return send("POST", `${metricsAddress(clusterId)}/days`, (answers) => answers.Started);
}

/** What a retention policy would delete now; changes nothing. */
export function previewRetention(policy: RetentionPolicy): Promise<Answer<RetentionEffect>> {
  return send("POST", "/api/retention", (answers) => answers.RetentionEffect, policy);
}

export function saveRetention(policy: RetentionPolicy): Promise<Answer<unknown>> {
  return send("PUT", "/api/retention", (answers) => answers.Nothing, policy);
}

/** Names that the command palette leads to: every check, and the namespaces of one cluster. */
export function paletteNames(clusterId: string | null): Promise<Answer<PaletteNames>> {
  const asked = clusterId === null ? "" : `?cluster=${encodeURIComponent(clusterId)}`;
  return send("GET", `/api/palette${asked}`, (answers) => answers.PaletteNames);
}

/** Points in time that can be shown, newest first: of one cluster, or of the fleet. */
export function moments(clusterId: string | null): Promise<Answer<Moments>> {
  const asked = clusterId === null ? "" : `?cluster=${encodeURIComponent(clusterId)}`;
  return send("GET", `/api/moments${asked}`, (answers) => answers.Moments);
}

/** Writes a note beside a moment of a cluster, or of the whole fleet (null). */
export function addNote(note: {
  readonly clusterId: string | null;
  readonly at: string;
  readonly text: string;
}): Promise<Answer<unknown>> {
  return send("POST", "/api/notes", (answers) => answers.Nothing, note);
}

export function deleteNote(noteId: string): Promise<Answer<unknown>> {
  return send("DELETE", `/api/notes/${encodeURIComponent(noteId)}`, (answers) => answers.Nothing);
}

/** How many rows an export has; `path` is the address of the export with `format=count`. */
export function exportRowCount(path: string): Promise<Answer<RowCount>> {
  return send("GET", path, (answers) => answers.RowCount);
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
export async function uploadDump(
  files: readonly DumpFile[],
  onSent: (share: number) => void,
  signal: AbortSignal,
): Promise<Answer<Imported>> {
  const { ANSWERS, answerOf, refusal } = await import("./answers.ts");
  const form = new FormData();
  for (const { file, path } of files) form.append("files", file, path);

  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/imports");
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) onSent(loaded / total);
    };
    request.onload = () =>
      resolve(answerOf(request.status, request.responseText, ANSWERS.Imported));
    request.onerror = () => resolve(refusal(UNREACHED));
    request.onabort = () => resolve(refusal("The upload was cancelled. Nothing was stored."));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

const UNREACHED =
  "This page could not reach its server. Check that it still runs and try again; nothing was changed.";

type Answers = typeof import("./answers.ts").ANSWERS;

async function send<T>(
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  schemaOf: (answers: Answers) => Schema<T>,
  body?: unknown,
): Promise<Answer<T>> {
  try {
    const [{ ANSWERS, answerOf }, response] = await Promise.all([
      import("./answers.ts"),
      fetch(path, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
      }),
    ]);
    return answerOf(response.status, await response.text(), schemaOf(ANSWERS));
  } catch {
    return { ok: false, sentence: UNREACHED, field: null };
  }
}

function scheduleAddress(clusterId: string): string {
  return `${clusterAddress(clusterId)}/schedule`;
}

function metricsAddress(clusterId: string): string {
  return `${clusterAddress(clusterId)}/metrics`;
}

function clusterAddress(clusterId: string): string {
  return `/api/clusters/${encodeURIComponent(clusterId)}`;
}
