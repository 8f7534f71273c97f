import { describe, expect, test, vi } from "vitest";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { liveScans } from "./live.ts";

const running: ScanProgress = {
  scanId: "s1",
  clusterId: "c1",
  status: "running",
  stage: "read",
  kindsDone: 3,
  kindsTotal: 34,
  objects: 120,
  slow: ["pods"],
  startedAt: "2026-11-22T10:00:00Z",
  finishedAt: null,
  message: "",
  snapshotId: null,
};

/** A browser with one tab, whose streams the test drives. */
function browser() {
  const streams: { say: (state: ScanProgress) => void; gone: () => void; closed: boolean }[] = [];
  let hidden = false;
  let visibilityChanged = () => {};
  return {
    streams,
    open: () => streams.filter(({ closed }) => !closed),
    hide(value: boolean) {
      hidden = value;
      visibilityChanged();
    },
    host: {
      open(_: string, onState: (state: ScanProgress) => void, onGone: () => void) {
        const stream = {
          say: onState,
          gone: onGone,
          closed: false,
        };
        streams.push(stream);
        return () => {
          stream.closed = true;
        };
      },
      hidden: () => hidden,
      onVisibilityChange(listener: () => void) {
        visibilityChanged = listener;
      },
    },
  };
}

describe("following a scan", () => {
  test("two panels of one scan share one stream, and both hear it", () => {
    const { host, streams } = browser();
    const scans = liveScans(host);
    const [one, other] = [vi.fn(), vi.fn()];
    scans.follow("s1", one);
    scans.follow("s1", other);
    streams[0]?.say(running);

    expect(streams).toHaveLength(1);
    expect(one).toHaveBeenCalledOnce();
    expect(other).toHaveBeenCalledOnce();
    expect(scans.state("s1")).toEqual({ progress: running, lost: false });
  });

  test("the stream is closed when nobody looks any more", () => {
    const { host, open } = browser();
    const scans = liveScans(host);
    const stop = [scans.follow("s1", () => {}), scans.follow("s1", () => {})];
    stop[0]?.();
    expect(open()).toHaveLength(1);
    stop[1]?.();
    expect(open()).toHaveLength(0);
  });

  test("a hidden tab holds no connection and takes it up again when seen", () => {
    const tab = browser();
    liveScans(tab.host).follow("s1", () => {});
    tab.hide(true);
    expect(tab.open()).toHaveLength(0);
    tab.hide(false);
    expect(tab.open()).toHaveLength(1);
  });

  test("a scan that has ended is never connected to again", () => {
    const tab = browser();
    const scans = liveScans(tab.host);
    scans.follow("s1", () => {});
    tab.streams[0]?.say({ ...running, status: "done" });
    tab.hide(true);
    tab.hide(false);
    scans.follow("s1", () => {});
    expect(tab.streams).toHaveLength(1);
    expect(tab.open()).toHaveLength(0);
  });

  test("a stream that goes away for good leaves the last state and says that it is lost", () => {
    const { host, streams } = browser();
    const scans = liveScans(host);
    scans.follow("s1", () => {});
    streams[0]?.say(running);
    streams[0]?.gone();
    expect(scans.state("s1")).toEqual({ progress: running, lost: true });
  });

  test("a state of another scan is ignored", () => {
    const { host, streams } = browser();
    const scans = liveScans(host);
    scans.follow("s1", () => {});
    streams[0]?.say({ ...running, scanId: "s2" });
    expect(scans.state("s1").progress).toBeNull();
  });
});
