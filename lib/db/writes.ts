/**
 * How often the embedded database was written to. It belongs to this process alone, so an answer that was read since the
 * last write is still the answer, and need not be asked for again.
 */

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessWrites: number | undefined;
}

/** Grows with every write, before the writer is told that it is done. */
export function writesSoFar(): number {
  return globalThis.meshReadinessWrites ?? 0;
}

/** Counts a statement or transaction as a write once it has ended, however it ended. */
export function countedWrite<T>(written: Promise<T>): Promise<T> {
  return written.finally(() => {
    globalThis.meshReadinessWrites = writesSoFar() + 1;
  });
}

/** True for a statement that only reads. Whatever does not begin with SELECT may write. */
export function onlyReads(sql: string): boolean {
  return /^\s*select\b/i.test(sql);
}
