import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { basename } from "node:path";

/** Pages come first where both want the same core. */
const NICENESS = 10;

/** For threads that nobody waits for. On Linux a thread has a priority of its own, set by its id; elsewhere it stays as it is. */
export function makeWayForPages(): void {
  try {
    setPriority(Number(basename(readlinkSync("/proc/thread-self"))), NICENESS);
  } catch {
    // No such file on this system, or not allowed: they then compete with pages as before.
  }
}
