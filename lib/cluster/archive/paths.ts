/** Names of files inside archives: which are refused, and which can hold Kubernetes objects. */
import { clean } from "../../inventory/from-kubernetes/raw.ts";
import { DumpError } from "./limits.ts";

const LONGEST_NAME = 200;

/** A name as it may be shown: short, on one line, without control characters. */
export function shown(path: string): string {
  return clean(path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\uFFFD"), LONGEST_NAME);
}

/**
 * The path without a leading "./". Nothing is ever written to disk under it, but an archive with such names was made
 * to harm somebody.
 * @throws DumpError for an absolute path or one that leaves the archive.
 */
export function checkedPath(path: string, archive: string): string {
  const parts = path.split(/[\\/]/);
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:)/.test(path);
  if (isAbsolute || parts.includes("..")) {
    throw new DumpError(
      `${archive} holds the path ${shown(path)}, which points outside the archive, so nothing of it was read.`,
    );
  }
  return parts.filter((part) => part !== "" && part !== ".").join("/");
}

/** A link could stand for any file of this machine, so it is never followed. */
export function refuseLink(path: string, archive: string): never {
  throw new DumpError(
    `${archive} holds the link ${shown(path)}. Links are not followed: pack the files themselves, for example with tar --dereference.`,
  );
}

/** Files of `istioctl bug-report` have no extension. */
const BUG_REPORT = /(?:^|\/)cluster\/(?:k8s-resources|crs)$/;
const TEXT = /\.(?:ya?ml|json)$/i;
const ARCHIVE = /\.(?:zip|tar|tgz|tar\.gz)$/i;
const OTHER = /\.(?:md|log|sh|tpl|png|jpe?g|gif|svg|pdf|html?|css|js|ts|go|py|csv)$/i;
const VERSION = /(?:^|\/)cluster\/kubectl-version$/;

/** True for a file of an archive that may hold Kubernetes objects; logs and proxy dumps do not. */
export function mayHoldObjects(path: string): boolean {
  return TEXT.test(path) || BUG_REPORT.test(path);
}

/** True for an upload that somebody dropped along with the others: a page, a picture, a log, a script. */
export function isOther(path: string): boolean {
  return OTHER.test(path);
}

export function isArchiveName(path: string): boolean {
  return ARCHIVE.test(path);
}

/** The file of `istioctl bug-report` that has the output of `kubectl version`. */
export function isVersionFile(path: string): boolean {
  return VERSION.test(path);
}

/** Files of a proxy in `istioctl bug-report`: bug-report/proxies/NAMESPACE/POD/memory and .../stats/prometheus. */
const PROXY_FILE =
  /(?:^|\/)proxies\/([a-z0-9-]{1,63})\/([a-z0-9.-]{1,253})\/(memory|stats\/prometheus)$/;

export interface ProxyFile {
  readonly namespace: string;
  readonly pod: string;
  readonly holds: "memory" | "stats";
}

/**
 * null for any other file. Source: istio/istio tools/bug-report/pkg/archive/archive.go (ProxyOutputPath),
 * tools/bug-report/pkg/common/common.go (proxyDebugURLs).
 */
export function proxyFile(path: string): ProxyFile | null {
  const found = PROXY_FILE.exec(path);
  const [, namespace, pod, file] = found ?? [];
  if (namespace === undefined || pod === undefined) return null;
  return { namespace, pod, holds: file === "memory" ? "memory" : "stats" };
}

export type Layout = "manifests" | "cluster-info dump" | "must-gather" | "bug-report";

/** Which tool wrote the files, judged by where they lie. */
export function layoutOf(paths: Iterable<string>): Layout {
  let layout: Layout = "manifests";
  for (const path of paths) {
    if (BUG_REPORT.test(path)) return "bug-report";
    if (/(?:^|\/)cluster-scoped-resources\//.test(path)) return "must-gather";
    if (/(?:^|\/)replication-controllers\.(?:json|ya?ml)$/.test(path)) layout = "cluster-info dump";
  }
  return layout;
}
