import { readFileSync } from "node:fs";

export interface Work {
  readonly bytes: number;
  readonly objects: number;
}

/**
 * Does the work once and prints what it took as one JSON line. For processes that do nothing else. Work that has to
 * get ready first calls `begin` when it is.
 */
export async function measure(work: (begin: () => void) => Promise<Work>): Promise<void> {
  let cpuBefore = process.cpuUsage();
  let started = performance.now();
  const done = await work(() => {
    cpuBefore = process.cpuUsage();
    started = performance.now();
  });
  const milliseconds = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  const run = { milliseconds, cpu: (user + system) / 1000, peak: peakMemory(), ...done };
  process.stdout.write(`${JSON.stringify(run)}\n`);
}

/**
 * Linux keeps the peak of this program's own memory in VmHWM; the rusage figure also counts the moment before exec,
 * when the child still shared its parent's memory.
 */
function peakMemory(): number {
  const status = process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "";
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return 1024 * (kibibytes ? Number(kibibytes) : process.resourceUsage().maxRSS);
}
