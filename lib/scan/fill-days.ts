/**
 * Fills the days before a cluster's first scan with what its Prometheus still remembers: once, after a scan, in a thread
 * of its own, and never over what is there. What came of it is told beside the source.
 */
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { PreparedPoint } from "../db/measured-rows.ts";
import { fillDays, saveBackfill } from "../db/questions.ts";
import type { Backfill } from "../db/shapes.ts";
import { log } from "../log.ts";
import type { MeshFacts } from "../metrics/facts.ts";
import type { DayRange } from "./measure-stage.ts";
import type { ScanOrder } from "./scan-cluster.ts";

/** What the thread is given. */
export interface FillOrder {
  readonly order: ScanOrder;
  /** Of the cluster as it was just scanned. */
  readonly facts: MeshFacts;
}

/** What it answers, `untold` as of PastDays. A problem is a sentence for the visitor: why the source could not be asked. */
export type FillAnswer =
  | { readonly points: readonly PreparedPoint[]; readonly untold: number }
  | { readonly problem: string };

export interface FillOptions extends FillOrder {
  readonly clusterId: string;
  readonly signal: AbortSignal;
  /** What to run instead of fill-days-worker.ts, for tests. */
  readonly file?: string;
}

/** Never throws: what goes wrong is told beside the source or, when it is a bug, in the log. */
export async function fillEarlierDays(options: FillOptions): Promise<void> {
  const { order, clusterId } = options;
  const { source = null, days = null } = order.metrics ?? {};
  if (!source || !days) return;
  const tell = (told: Pick<Backfill, "state" | "filled" | "sentence">) =>
    saveBackfill(clusterId, source, { at: new Date().toISOString(), asked: daysIn(days), ...told });
  try {
    await tell({ state: "running", filled: 0, sentence: "They are being filled now." });
    const answer = await answerOf(options);
    const filled = "points" in answer ? await fillDays(clusterId, answer.points) : 0;
    await tell(outcome(answer, days, filled));
  } catch (error) {
    if (options.signal.aborted) return;
    log.error({ err: error, cluster: clusterId }, "Earlier days could not be filled");
    await tell({ state: "failed", filled: 0, sentence: BROKEN }).catch(() => {});
  }
}

const BROKEN =
  "No days were filled because of an error in Mesh Readiness itself. The server's log has the details.";

/** Milliseconds until the thread is ended; the source itself gets five minutes. */
const HARD_LIMIT = 360_000;

const DAY = 24 * 60 * 60 * 1000;

/** Megabytes of JavaScript objects. */
const MEMORY = 512;

async function answerOf({ order, facts, signal, file }: FillOptions): Promise<FillAnswer> {
  const workerData: FillOrder = { order, facts };
  const worker = new Worker(file ?? workerFile(), {
    workerData,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  });
  const ending = AbortSignal.any([signal, AbortSignal.timeout(HARD_LIMIT)]);
  try {
    const exited = once(worker, "exit", { signal: ending }).then(() => {
      throw new Error("The thread that fills earlier days ended without an answer.");
    });
    const [answer] = await Promise.race([once(worker, "message", { signal: ending }), exited]);
    exited.catch(() => {});
    return answer;
  } finally {
    void worker.terminate();
  }
}

/** Next leaves the worker alone: Node runs it as it lies in the sources, where the process was started. */
function workerFile(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), "lib", "scan", "fill-days-worker.ts");
}

function daysIn({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}

function outcome(
  answer: FillAnswer,
  days: DayRange,
  filled: number,
): Pick<Backfill, "state" | "filled" | "sentence"> {
  const asked = daysIn(days);
  if ("problem" in answer)
    return { state: "failed", filled, sentence: `No days were filled. ${answer.problem}` };

  const { untold, points } = answer;
  const remembered = points.length;
  const forgotten = asked - remembered - untold;
  const parts = [
    `${filled} of the ${asked} days before the first scan were filled.`,
    ...(remembered > filled ? [`${remembered - filled} had figures already.`] : []),
    ...(untold > 0 ? [`Of ${untold} it could not be told what the source remembers.`] : []),
    ...(forgotten > 0 ? [`Of ${forgotten} the source remembers nothing.`] : []),
  ];
  return { state: untold === asked ? "failed" : "done", filled, sentence: parts.join(" ") };
}
