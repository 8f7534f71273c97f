/** Patience with a busy or shaky API server: bounded tries with jittered, growing waits that respect Retry-After. */
import { setTimeout as pause } from "node:timers/promises";

export interface RetryPolicy {
  /** Requests made in all before giving up. */
  readonly tries: number;
  /** Longest wait before the second try, milliseconds; doubles for each further one. */
  readonly firstWait: number;
  /** Longest wait of all, whatever the server asks for, milliseconds. */
  readonly longestWait: number;
}

export const PATIENT: RetryPolicy = { tries: 5, firstWait: 500, longestWait: 30_000 };

/** What one try came to. */
export type Try<T> =
  | { readonly done: T }
  /** Worth another try; `failure` is thrown when there is none left. */
  | {
      readonly failure: Error;
      /** Milliseconds that the server asked to wait; null when it did not. */
      readonly askedWait: number | null;
      /** Fewer tries than the policy's, for failures that each cost long. */
      readonly tries?: number;
    };

/** @throws the last failure, whatever `attempt` throws, or the signal's reason. */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: () => Promise<Try<T>>,
): Promise<T> {
  for (let made = 1; ; made += 1) {
    const result = await attempt();
    if ("done" in result) return result.done;
    if (made >= Math.min(policy.tries, result.tries ?? policy.tries)) throw result.failure;

    const wait = waitBefore(made, result.askedWait, policy);
    await pause(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Waits at least as long as the server asks, and otherwise between half and all of a time that doubles. */
export function waitBefore(
  made: number,
  askedWait: number | null,
  { firstWait, longestWait }: RetryPolicy,
  random: () => number = Math.random,
): number {
  const growing = firstWait * 2 ** (made - 1) * (0.5 + random() / 2);
  const asked = askedWait === null ? 0 : askedWait * (1 + random() / 10);
  return Math.min(longestWait, Math.max(growing, asked));
}

/** Reads a Retry-After header, seconds or a date, as milliseconds; null when there is none to understand. */
export function retryAfter(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
