/**
 * Reads a cluster: every resource of our list, paged, a few lists at a time, each page reduced to records on arrival.
 * What is refused, missing, slow or broken ends in the coverage of what was collected, never in a failed scan.
 */
import { createCollector } from "../inventory/from-kubernetes/collector.ts";
import { RESOURCES, type Resource } from "../inventory/from-kubernetes/resources.ts";
import type { Witnesses } from "../inventory/from-kubernetes/witnesses.ts";
import type { Collected } from "../inventory/model.ts";
import type { Connection } from "./connection.ts";
import { discover, type Get } from "./discover.ts";
import { patientGet } from "./patient-get.ts";
import { ConnectionError, explain } from "./problem.ts";
import { type Reader, type ReadingState, readResource } from "./read-resource.ts";
import { PATIENT, type RetryPolicy } from "./retry.ts";
import { createRooms } from "./rooms.ts";
import { type KubernetesVersion, readVersion } from "./test-connection.ts";
import { limited } from "./time-limit.ts";

export interface CollectOptions {
  /** Ends everything at once; `collect` then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Lists read at the same time; 3 when absent. */
  readonly streams?: number;
  /** Milliseconds for the whole; what is not read by then is "timed-out". */
  readonly timeLimit: number;
  /** Milliseconds for one resource; a third of the whole when absent. */
  readonly perKindTimeLimit?: number;
  readonly onStage?: (stage: "discover" | "read") => void;
  /** Called with the full state of one resource whenever it changes. */
  readonly onProgress?: (progress: ReadingState) => void;
  /** All of RESOURCES when absent; those left out count as unread. */
  readonly resources?: readonly Resource[];
  /** Asked of every object that arrives; nobody when absent. */
  readonly witnesses?: Witnesses;
  readonly retry?: RetryPolicy;
  /** Objects per page; 500 when absent. */
  readonly pageSize?: number;
  /** Milliseconds for one page; 60,000 when absent. */
  readonly pageTimeout?: number;
}

/**
 * @throws ConnectionError when the server cannot be reached, does not accept the credential, or is no Kubernetes API
 * server; the signal's reason when it aborts.
 */
export async function collect(connection: Connection, options: CollectOptions): Promise<Collected> {
  const { resources = RESOURCES, retry = PATIENT } = options;
  const perKindTimeLimit = options.perKindTimeLimit ?? options.timeLimit / 3;
  const whole = limited(options.signal, options.timeLimit);
  const rooms = createRooms();
  const collector = createCollector({ input: "live", witnesses: options.witnesses });
  try {
    options.onStage?.("discover");
    const get: Get = (path, accept) =>
      patientGet(connection, path, { accept, signal: whole.signal }, retry);
    const version = await readServerVersion(get, connection);
    const discovery = await discover(get, resources);

    options.onStage?.("read");
    const reader: Reader = {
      connection,
      collector,
      discovery,
      retry,
      perKindTimeLimit,
      whole: whole.signal,
      pageSize: options.pageSize ?? 500,
      pageTimeout: options.pageTimeout ?? 60_000,
      rooms,
      report: options.onProgress ?? (() => {}),
    };
    await readAll(reader, resources, options.streams ?? 3);

    options.signal.throwIfAborted();
    return collector.collected({
      kubernetesVersion: version?.gitVersion ?? null,
      apiGroups: discovery.groups,
    });
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof ConnectionError) throw error;
    const { problem, sentence } = explain(error, connection.server);
    throw new ConnectionError(problem, sentence);
  } finally {
    whole.end();
    rooms.close();
  }
}

/** null when the server keeps its version to itself, which is no reason not to read the rest. */
async function readServerVersion(
  get: Get,
  connection: Connection,
): Promise<KubernetesVersion | null> {
  const version = readVersion(await get("/version", "application/json"), connection);
  if (!("problem" in version)) return version;
  if (version.problem === "forbidden" || version.problem === "unreachable") return null;
  throw new ConnectionError(version.problem, version.sentence);
}

/** ConfigMaps and Secrets wait until workloads and pods have told which namespaces are the mesh's own. */
async function readAll(
  reader: Reader,
  resources: readonly Resource[],
  streams: number,
): Promise<void> {
  for (const { resource } of resources) {
    reader.report({ resource, state: "waiting", objects: 0 });
  }
  const queue = [...resources].sort((one, other) => rank(one) - rank(other));
  const telling: Promise<void>[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (next.namespaces) await Promise.all(telling);
      const reading = readResource(reader, next);
      if (rank(next) <= TELLING) telling.push(reading);
      await reading;
    }
  };
  await Promise.all(Array.from({ length: streams }, work));
}

const TELLING = 1;

/** The longest list first, so that the others are read beside it; those that wait for others last. */
function rank({ slice, namespaces }: Resource): number {
  if (slice === "pods") return 0;
  if (slice === "workloads") return TELLING;
  return namespaces ? 3 : 2;
}
