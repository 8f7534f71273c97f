/**
 * Reads an offline dump: files as they were uploaded, opened and reduced to records while they arrive. Secrets and
 * the ConfigMaps of applications are dropped before they are kept anywhere.
 */
import { tmpdir } from "node:os";
import type { ImportPreview } from "../../db/shapes.ts";
import { type Collector, createCollector } from "../../inventory/from-kubernetes/collector.ts";
import { clean } from "../../inventory/from-kubernetes/raw.ts";
import { RESOURCES, type Resource } from "../../inventory/from-kubernetes/resources.ts";
import type { Witnesses } from "../../inventory/from-kubernetes/witnesses.ts";
import type { Collected } from "../../inventory/model.ts";
import { withoutLiveCluster } from "./gaps.ts";
import { DUMP_LIMITS, DumpError, type DumpLimits } from "./limits.ts";
import { createMeter } from "./meter.ts";
import { parsePiece, type Suspect } from "./parse.ts";
import {
  isArchiveName,
  isOther,
  isVersionFile,
  layoutOf,
  mayHoldObjects,
  proxyFile,
  shown,
} from "./paths.ts";
import { toPreview } from "./preview.ts";
import { createProxyReading } from "./proxies.ts";
import { splitFile } from "./split.ts";
import { textOf } from "./text.ts";
import { type DumpFile, filesIn, type Upload } from "./unpack.ts";

export interface ImportOptions {
  /** Those of DUMP_LIMITS where left out. */
  readonly limits?: Partial<DumpLimits>;
  /** Ends the import, which then rejects with its reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Asked of every object that arrives; nobody when left out. */
  readonly witnesses?: Witnesses;
  /** Where a zip archive waits while it is read; the system's folder when left out. */
  readonly tempFolder?: string;
}

export interface ImportProgress {
  /** Bytes of uploads read so far. */
  readonly bytes: number;
  readonly objects: number;
  /** The file being read. */
  readonly file: string;
}

export interface ImportedDump {
  /** Kinds that the files do not have are unread; see applyCompleteness. */
  readonly collected: Collected;
  readonly preview: Omit<ImportPreview, "id" | "createdAt">;
}

/** @throws DumpError for files that are hostile, damaged or hold no Kubernetes object; nothing is left behind. */
export async function importDump(
  uploads: AsyncIterable<Upload>,
  options: ImportOptions = {},
): Promise<ImportedDump> {
  const limits = { ...DUMP_LIMITS, ...options.limits };
  const meter = createMeter(limits, options.signal);
  const reading = createReading(limits, options.witnesses);
  const names: string[] = [];

  for await (const upload of uploads) {
    names.push(shown(upload.name));
    for await (const file of filesIn(upload, meter, options.tempFolder ?? tmpdir())) {
      options.signal?.throwIfAborted();
      await reading.file(file, () =>
        options.onProgress?.({
          bytes: meter.uploaded,
          objects: reading.objects,
          file: shown(file.path),
        }),
      );
    }
  }
  if (reading.objects === 0) throw nothingFound(names);

  const layout = layoutOf(reading.paths);
  const collected = withoutLiveCluster(reading.collected(), layout);
  return { collected, preview: toPreview(names, layout, collected, reading) };
}

/** What was seen besides the objects that were kept. */
export interface Seen {
  /** Objects that could not be understood, by resource. */
  readonly unparsed: ReadonlyMap<Resource, number>;
  /** Objects that were left out, by kind. */
  readonly dropped: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

interface Reading extends Seen {
  /** Objects of kinds that are read. */
  readonly objects: number;
  readonly paths: readonly string[];
  file(file: DumpFile, report: () => void): Promise<void>;
  collected(): Collected;
}

const MOST_PROBLEMS = 50;
const MOST_KINDS = 200;
const MOST_PATHS = 10_000;
/** Objects between two reports of progress. */
const REPORT_EVERY = 500;

function createReading(limits: DumpLimits, witnesses?: Witnesses): Reading {
  const collector = createCollector({ input: "dump", witnesses });
  const seen = new Set<Resource>();
  const unparsed = new Map<Resource, number>();
  const dropped = new Map<string, number>();
  const problems: string[] = [];
  const paths: string[] = [];
  const proxies = createProxyReading(limits);
  let objects = 0;
  let documents = 0;
  let kubernetesVersion: string | null = null;

  const drop = (kind: string) => {
    const known = clean(kind, 80);
    const name = dropped.size < MOST_KINDS || dropped.has(known) ? known : "other kinds";
    dropped.set(name, (dropped.get(name) ?? 0) + 1);
  };
  const complain = (problem: string) => {
    if (problems.length < MOST_PROBLEMS) problems.push(clean(problem, 500));
  };
  /** Something of this resource was lost; of any resource, if nobody can tell. */
  const lose = (resource: Resource | null, detail: string) => {
    for (const each of resource ? [resource] : RESOURCES) {
      collector.note(each, { outcome: "failed", detail });
    }
  };

  async function readObjects(file: DumpFile, report: () => void) {
    const path = shown(file.path);
    const { pieces, loss } = splitFile(textOf(file.bytes, path), path, limits);
    for await (const piece of pieces) {
      documents += 1;
      if (documents > limits.documents) {
        throw new DumpError(
          `The files hold more than ${limits.documents.toLocaleString("en")} documents, the most that this server reads.`,
        );
      }
      if (documents % REPORT_EVERY === 0) report();
      const parsed = parsePiece(piece, path, limits);
      if ("broken" in parsed) {
        complainOfBroken(parsed.broken, parsed.suspect, path);
        continue;
      }
      for (const { raw, kind, resource } of parsed.objects) {
        if (resource === null) drop(kind);
        else addObject(collector, resource, raw, kind);
      }
    }
    const lost = loss();
    if (lost === null) return;
    complain(LOSSES[lost](path));
    lose(null, LOSSES[lost](path));
  }

  function complainOfBroken(broken: string, suspect: Suspect, path: string) {
    const what = suspect === null || suspect === "none" ? "" : ` with ${suspect.resource}`;
    const problem = `A document${what} in ${path} could not be read: ${broken}.`;
    complain(problem);
    if (suspect !== "none") lose(suspect, problem);
  }

  function addObject(to: Collector, resource: Resource, raw: unknown, kind: string) {
    const added = to.add(resource, raw);
    if (added === "private") {
      drop(kind);
      return;
    }
    objects += 1;
    seen.add(resource);
    if (added === "unparsed") unparsed.set(resource, (unparsed.get(resource) ?? 0) + 1);
    if (objects % REPORT_EVERY === 0 && to.weight() > limits.recordBytes) {
      throw new DumpError("The files hold more objects than this server has memory for.");
    }
  }

  return {
    unparsed,
    dropped,
    problems,
    paths,
    get objects() {
      return objects;
    },
    async file(file, report) {
      if (paths.length < MOST_PATHS) paths.push(file.path);
      const ofProxy = file.packed ? proxyFile(file.path) : null;
      if (ofProxy !== null) {
        report();
        await proxies.file(ofProxy, file.bytes);
      } else if (file.packed && isVersionFile(file.path)) {
        kubernetesVersion = await readVersion(file);
      } else if (file.packed && isArchiveName(file.path)) {
        complain(`${shown(file.path)} is an archive inside an archive and was not opened.`);
      } else if (mayHoldObjects(file.path) || (!file.packed && !isOther(file.path))) {
        report();
        await readObjects(file, report);
      } else if (!file.packed) {
        complain(`${shown(file.path)} was left out: a file of this name holds no objects.`);
      }
    },
    collected() {
      for (const resource of seen) collector.note(resource, { outcome: "read" });
      const collected = collector.collected({ kubernetesVersion, apiGroups: null });
      const different = collected.coverage.reduce((sum, each) => sum + each.objects, 0);
      const repeated = objects - different;
      if (repeated > 0 && layoutOf(paths) === "manifests") {
        complain(`${repeated} objects have the name of an earlier one; the last of each counts.`);
      }
      const told = proxies.told();
      return told === null ? collected : { ...collected, told };
    },
  };
}

const LOSSES = {
  "cut-off": (path: string) =>
    `${path} ends in the middle of a list or an object, so some objects are missing.`,
  "not-json": (path: string) =>
    `${path} has text between its JSON values, so some objects may be missing.`,
};

const LONGEST_VERSION = 64 * 1024;

/** `kubectl version` prints "Server Version: v1.33.4". */
async function readVersion(file: DumpFile): Promise<string | null> {
  let text = "";
  for await (const piece of textOf(file.bytes, shown(file.path))) {
    if (text.length < LONGEST_VERSION) text += piece;
  }
  return /Server Version:[^\n]{0,200}?\b(v\d{1,3}\.\d{1,3}[\w.+-]{0,60})/.exec(text)?.[1] ?? null;
}

function nothingFound(names: readonly string[]): DumpError {
  const [first = "The upload", ...others] = names;
  const where = others.length === 0 ? first : `${first} and ${others.length} more files`;
  return new DumpError(`${where} holds no Kubernetes object that a scan reads.`);
}
