/**
 * Memory for the bodies of pages, used again for the next ones: a scan fetches gigabytes, and memory that is fresh for
 * every page costs the kernel time to hand out and the garbage collector time to take back.
 */
export interface Rooms {
  /** Memory that nobody else uses; of any size. */
  take(): Buffer;
  /** Takes a body back that lies in memory from `take`, once nothing points into it any more. */
  give(body: Buffer): void;
}

/** Bytes of memory that is fresh; who needs more moves into a larger one with `grown`. */
const FRESH = 65_536;

export function createRooms(): Rooms {
  const free: ArrayBufferLike[] = [];
  return {
    take() {
      const memory = free.pop();
      return memory ? Buffer.from(memory) : Buffer.allocUnsafeSlow(FRESH);
    },
    give: ({ buffer }) => void free.push(buffer),
  };
}

/** The room itself where that many bytes fit in, or a larger one with its first `used` bytes. */
export function grown(room: Buffer, used: number, bytes: number): Buffer {
  if (bytes <= room.length) return room;
  const larger = Buffer.allocUnsafeSlow(2 * bytes);
  room.copy(larger, 0, 0, used);
  return larger;
}
