/** Gathers what a scan is to ask of its cluster's metrics source. */
import { SealError } from "../access/seal.ts";
import {
  firstTaken,
  metricsCredentialOf,
  metricsSourceOf,
  movesToCompare,
} from "../db/questions.ts";
import type { ClusterRow } from "../db/shapes.ts";
import type { MetricsCredential } from "../metrics/source.ts";
import type { DayRange, MetricsOrder } from "./measure-stage.ts";

/** Moves that one scan compares at most; the others wait for the next. */
export const MOST_MOVES = 50;

/** Days before the first scan that are filled at most. */
export const MOST_DAYS = 90;

const DAY = 24 * 60 * 60 * 1000;

/** null for a dump, and for a cluster whose metrics are asked for nowhere else. */
export async function metricsOrder({ id, source }: ClusterRow): Promise<MetricsOrder | null> {
  const row = source.kind === "dump" ? null : await metricsSourceOf(id);
  if (!row) return null;
  const { credential, problem } = await opened(id);
  return {
    source: problem === null ? row.source : null,
    credential,
    problem,
    moves: await movesToCompare(id, MOST_MOVES),
    days: row.backfill?.state === "done" ? null : await daysBefore(id),
  };
}

/** A credential that does not open stops measuring by it, not the scan. */
async function opened(
  clusterId: string,
): Promise<{ readonly credential: MetricsCredential | null; readonly problem: string | null }> {
  try {
    return { credential: await metricsCredentialOf(clusterId), problem: null };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return {
      credential: null,
      problem:
        "Its stored credential does not open with this server's encryption key. Enter it again in the metrics source of this cluster.",
    };
  }
}

/** Whole days (UTC) before that of the first scan. */
async function daysBefore(clusterId: string): Promise<DayRange> {
  const first = (await firstTaken(clusterId)) ?? new Date().toISOString();
  const to = Math.floor(Date.parse(first) / DAY) * DAY;
  return {
    from: new Date(to - MOST_DAYS * DAY).toISOString(),
    to: new Date(to).toISOString(),
  };
}
