/**
 * Reads what `istioctl bug-report` asked every proxy: the memory of Envoy, and its statistics as text for Prometheus.
 * Both are reduced while they arrive, and no file of a proxy can end an import: what cannot be understood is counted.
 */
import { isRaw } from "../../inventory/from-kubernetes/raw.ts";
import type { ProxiesTold, ProxyMemory, RequestsTold } from "../../inventory/model.ts";
import type { DumpLimits } from "./limits.ts";
import type { ProxyFile } from "./paths.ts";
import { type Sample, toSample } from "./samples.ts";

export interface ProxyReading {
  /** Reads one file to its end, or as much of it as is allowed. */
  file(file: ProxyFile, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** null when there was no file of a proxy. */
  told(): ProxiesTold | null;
}

/** Namespaces and reporters that requests are counted for, and bounds of one histogram. */
const MOST_PAIRS = 4000;
const MOST_BOUNDS = 100;
/** Characters of a file with the memory of Envoy, which has a few hundred, and of one line. */
const LONGEST_MEMORY = 16 * 1024;
const LONGEST_LINE = 16 * 1024;

export function createProxyReading(limits: DumpLimits): ProxyReading {
  const memory = new Map<string, ProxyMemory>();
  const pairs = new Map<string, Pair>();
  let files = 0;
  let counted = 0;
  let broken = 0;
  let leftOut = 0;

  const remember = ({ namespace, pod }: ProxyFile, bytes: number | null) => {
    const key = `${namespace}/${pod}`;
    if (bytes !== null && !memory.has(key)) memory.set(key, { namespace, pod, bytes });
  };

  async function readMemory(file: ProxyFile, bytes: AsyncIterable<Uint8Array>) {
    let text = "";
    for await (const piece of piecesOf(bytes, LONGEST_MEMORY)) text += piece;
    const held = memoryIn(text);
    if (held === null) broken += 1;
    remember(file, held);
  }

  async function readStats(file: ProxyFile, bytes: AsyncIterable<Uint8Array>) {
    let samples = 0;
    for await (const line of linesOf(bytes, limits.proxyFileLength)) {
      if (line === null) {
        leftOut += 1;
        continue;
      }
      const sample = toSample(line);
      if (sample === null) continue;
      samples += 1;
      if (sample.metric === "memory") remember(file, sample.value);
      else if (!addTo(pairs, sample)) leftOut += 1;
    }
    if (samples > 0) counted += 1;
    else broken += 1;
  }

  return {
    async file(file, bytes) {
      files += 1;
      if (files > limits.proxyFiles) {
        leftOut += 1;
        return;
      }
      await (file.holds === "memory" ? readMemory : readStats)(file, bytes);
    },
    told() {
      if (files === 0) return null;
      const requests = [...pairs.values()].map(toRequests);
      return { memory: [...memory.values()], requests, counted, broken, leftOut };
    },
  };
}

/**
 * What of Envoy's heap is in physical memory. Numbers of 64 bits are texts in its JSON. Older versions do not tell the
 * physical bytes; what is reserved and not given back stands for them.
 * https://www.envoyproxy.io/docs/envoy/latest/api-v3/admin/v3/memory.proto
 */
function memoryIn(text: string): number | null {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRaw(answer)) return null;
  const physical = toBytes(answer.total_physical_bytes);
  if (physical !== null && physical > 0) return physical;
  const heap = toBytes(answer.heap_size);
  const unmapped = toBytes(answer.pageheap_unmapped);
  return heap === null || heap === 0 || unmapped === null || unmapped >= heap
    ? null
    : heap - unmapped;
}

function toBytes(value: unknown): number | null {
  const isText = typeof value === "string" && /^\d{1,15}$/.test(value);
  return isText || (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)
    ? Number(value)
    : null;
}

interface Pair {
  readonly namespace: string;
  readonly reporter: RequestsTold["reporter"];
  requests: number;
  failed: number;
  readonly buckets: Map<number, number>;
}

/** false when there are more namespaces or bounds than are kept. */
function addTo(pairs: Map<string, Pair>, sample: Exclude<Sample, { metric: "memory" }>): boolean {
  const { namespace, reporter, value } = sample;
  const key = `${reporter}/${namespace}`;
  const known = pairs.get(key);
  if (known === undefined && pairs.size >= MOST_PAIRS) return false;
  const pair = known ?? { namespace, reporter, requests: 0, failed: 0, buckets: new Map() };
  pairs.set(key, pair);

  if (sample.metric === "requests") {
    pair.requests += value;
    if (sample.failed) pair.failed += value;
    return true;
  }
  const before = pair.buckets.get(sample.upTo);
  if (before === undefined && pair.buckets.size >= MOST_BOUNDS) return false;
  pair.buckets.set(sample.upTo, before === undefined ? value : before + value);
  return true;
}

function toRequests({ buckets, ...rest }: Pair): RequestsTold {
  return {
    ...rest,
    buckets: [...buckets]
      .map(([upTo, requests]) => ({ upTo, requests }))
      .sort((a, b) => a.upTo - b.upTo),
  };
}

/**
 * The lines of a text; null once in place of the rest: after too long a line, or in too long a file. The bytes are read
 * to their end all the same, as an archive wants it.
 */
async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<string | null> {
  let rest = "";
  let length = 0;
  let isFull = false;
  for await (const piece of piecesOf(bytes, most + 1)) {
    if (isFull) continue;
    length += piece.length;
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    isFull = rest.length > LONGEST_LINE || length > most;
    if (isFull) yield null;
  }
  if (rest !== "" && !isFull) yield rest;
}

/** At most so many characters; what is no UTF-8 becomes a mark that no number has. */
async function* piecesOf(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let length = 0;
  for await (const chunk of bytes) {
    if (length >= most) continue;
    const piece = decoder.decode(chunk, { stream: true }).slice(0, most - length);
    length += piece.length;
    yield piece;
  }
}
