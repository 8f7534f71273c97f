/**
 * Running scans as the browser follows them: one event stream per scan however many panels show it, none while the tab
 * is hidden (browsers allow six connections per server over all tabs), and none after the scan has ended.
 */
import type { ScanProgress } from "@/lib/scan/progress.ts";

/** What is known of a scan here and now. `lost`: the server no longer tells; a reload shows how it ended. */
export interface LiveScan {
  readonly progress: ScanProgress | null;
  readonly lost: boolean;
}

/** The parts of the browser that following needs, so that tests can hand in their own. */
export interface StreamHost {
  /** Opens the stream; `onState` hears each state, `onGone` that no more will come. Answers how to close it. */
  open(scanId: string, onState: (progress: ScanProgress) => void, onGone: () => void): () => void;
  hidden(): boolean;
  onVisibilityChange(listener: () => void): void;
}

export interface LiveScans {
  /** Follows a scan until the answer is called; `listener` hears every change. */
  follow(scanId: string, listener: () => void): () => void;
  state(scanId: string): LiveScan;
}

const UNKNOWN: LiveScan = { progress: null, lost: false };

interface Followed {
  state: LiveScan;
  close: (() => void) | null;
  readonly listeners: Set<() => void>;
}

export function liveScans(host: StreamHost): LiveScans {
  const scans = new Map<string, Followed>();

  const tell = (scan: Followed, state: LiveScan) => {
    scan.state = state;
    for (const listener of scan.listeners) listener();
  };
  const close = (scan: Followed) => {
    scan.close?.();
    scan.close = null;
  };
  const open = (scanId: string, scan: Followed) => {
    if (scan.close || scan.listeners.size === 0 || isOver(scan.state) || host.hidden()) return;
    scan.close = host.open(
      scanId,
      (progress) => {
        if (progress.scanId !== scanId) return;
        if (hasEnded(progress)) close(scan);
        tell(scan, { progress, lost: false });
      },
      () => {
        close(scan);
        if (!isOver(scan.state)) tell(scan, { ...scan.state, lost: true });
      },
    );
  };

  host.onVisibilityChange(() => {
    for (const [scanId, scan] of scans) {
      if (host.hidden()) close(scan);
      else open(scanId, scan);
    }
  });

  return {
    follow(scanId, listener) {
      const scan = scans.get(scanId) ?? { state: UNKNOWN, close: null, listeners: new Set() };
      scans.set(scanId, scan);
      scan.listeners.add(listener);
      open(scanId, scan);
      return () => {
        scan.listeners.delete(listener);
        if (scan.listeners.size === 0) close(scan);
      };
    },
    state: (scanId) => scans.get(scanId)?.state ?? UNKNOWN,
  };
}

export function hasEnded({ status }: Pick<ScanProgress, "status">): boolean {
  return status !== "running";
}

function isOver({ progress, lost }: LiveScan): boolean {
  return lost || (progress !== null && hasEnded(progress));
}
