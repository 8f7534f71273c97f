/**
 * Memory for the bodies of pages, used again for the next ones: a scan fetches gigabytes, and memory that is fresh for
 * every page costs the kernel time to hand out and the garbage collector time to take back.
 */
export interface Rooms {
  /** Memory that nobody else uses, for an answer of up to 32 MB. */
  take(): Buffer;
  /** Takes a body back that lies in memory from `take`, once nothing points into it any more. */
  give(body: Buffer): void;
  /** Gives up the memory of all that was given back. */
  close(): void;
}

/**
 * Bytes. More than 32 MiB: glibc then maps memory of its own for it, of which only what was written is resident, and
 * unmaps it as soon as it is free. Source: M_MMAP_THRESHOLD in mallopt(3).
 */
const ROOM = 34_000_000;

/** Bytes of a body. */
const LARGE = 1_000_000;

/** One for the page that a list is at, one for the next. */
const MOST_IDLE = 2;

export function createRooms(): Rooms {
  const idle: ArrayBufferLike[] = [];
  return {
    take() {
      const memory = idle.pop();
      return memory ? Buffer.from(memory) : Buffer.allocUnsafeSlow(ROOM);
    },
    give({ buffer, length }) {
      // The pieces in which it came are dead now, and V8 does not count them when it decides to collect.
      if (length > LARGE) globalThis.gc?.({ type: "minor" });
      if (idle.length < MOST_IDLE) idle.push(buffer);
      else free(buffer);
    },
    close() {
      for (const memory of idle.splice(0)) free(memory);
    },
  };
}

/** At once, without waiting for the garbage collector. */
function free(memory: ArrayBufferLike): void {
  if (memory instanceof ArrayBuffer) memory.transfer(0);
}
