/**
 * Text that is put together in memory which is used again for the next one: a server that allots every page anew keeps
 * its processor busy with garbage, and takes it from whoever reads the pages.
 */
export interface Sheet {
  add(bytes: Uint8Array): void;
  /** ASCII text. */
  addText(text: string): void;
  /** All that was added; overwritten by what is added after `clear`. */
  bytes(): Buffer;
  clear(): void;
}

/** Bytes; a sheet grows to what it needs. */
const FRESH = 65_536;

export function createSheet(): Sheet {
  let room = Buffer.allocUnsafeSlow(FRESH);
  let size = 0;

  const make = (more: number) => {
    if (size + more <= room.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (size + more));
    room.copy(larger, 0, 0, size);
    room = larger;
  };
  return {
    add(bytes) {
      make(bytes.length);
      room.set(bytes, size);
      size += bytes.length;
    },
    addText(text) {
      make(text.length);
      size += room.write(text, size, "latin1");
    },
    bytes: () => room.subarray(0, size),
    clear() {
      size = 0;
    },
  };
}
