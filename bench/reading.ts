import { isRun, median, type Run, runChild, serveCluster } from "./child.ts";

const NAMESPACES = 500;

export const READERS = ["drop", "parse", "scan", "typed"] as const;
export type Reader = (typeof READERS)[number];

export interface ReadingResult {
  readonly pods: number;
  readonly namespaces: number;
  readonly bytes: number;
  readonly objects: number;
  readonly runs: Readonly<Record<Reader, readonly Run[]>>;
  /** Medians over the runs. */
  readonly medians: Readonly<Record<Reader, Pick<Run, "milliseconds" | "cpu" | "peak">>>;
}

/** Each reader in a process of its own, in alternating rounds so that a slow minute of the machine hits all. */
export async function benchReading(
  sizes: readonly number[],
  rounds: number,
  say: (line: string) => void,
): Promise<readonly ReadingResult[]> {
  const results: ReadingResult[] = [];
  for (const pods of sizes) {
    say(`A cluster of ${pods} pods in ${NAMESPACES} namespaces`);
    const served = await serveCluster(NAMESPACES, pods);
    try {
      results.push(await benchSize(served.address, pods, rounds, say));
    } finally {
      await served.stop();
    }
  }
  return results;
}

async function benchSize(
  address: string,
  pods: number,
  rounds: number,
  say: (line: string) => void,
): Promise<ReadingResult> {
  const answer = await runChild(import.meta.resolve("./scanned-paths.ts"), [address]);
  if (!Array.isArray(answer)) throw new Error("The scan named no lists.");
  const paths = answer.map(String);

  const runs: Record<Reader, Run[]> = { drop: [], parse: [], scan: [], typed: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const reader of READERS) {
      const run = await readOnce(reader, address, paths);
      runs[reader].push(run);
      say(
        `  round ${round + 1} ${reader}: ${Math.round(run.milliseconds)} ms, CPU ${Math.round(run.cpu)} ms, ${Math.round(run.peak / 1_048_576)} MiB`,
      );
    }
  }
  const [first] = runs.parse;
  if (!first) throw new Error("Nothing was measured.");
  return {
    pods,
    namespaces: NAMESPACES,
    bytes: first.bytes,
    objects: first.objects,
    runs,
    medians: {
      drop: mediansOf(runs.drop),
      parse: mediansOf(runs.parse),
      scan: mediansOf(runs.scan),
      typed: mediansOf(runs.typed),
    },
  };
}

async function readOnce(reader: Reader, address: string, paths: readonly string[]): Promise<Run> {
  const run = await {
    drop: () => runChild(import.meta.resolve("./read-plain.ts"), ["drop", address, ...paths]),
    parse: () => runChild(import.meta.resolve("./read-plain.ts"), ["parse", address, ...paths]),
    scan: () => runChild(import.meta.resolve("./scan-once.ts"), [address]),
    typed: () => runChild(import.meta.resolve("./read-typed.ts"), [address, ...paths]),
  }[reader]();
  if (!isRun(run)) throw new Error(`The ${reader} run gave no figures.`);
  return run;
}

function mediansOf(runs: readonly Run[]): Pick<Run, "milliseconds" | "cpu" | "peak"> {
  return {
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    cpu: median(runs.map(({ cpu }) => cpu)),
    peak: median(runs.map(({ peak }) => peak)),
  };
}
