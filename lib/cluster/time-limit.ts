/** A signal that also ends when a time is over, and says which of the two it was. */

/** The reason of a signal whose time was over, told apart from a cancellation. */
export class TimeOver extends Error {
  override readonly name = "TimeOver";
  /** Milliseconds. */
  readonly limit: number;

  constructor(limit: number) {
    super(`The time limit of ${limit / 1000} seconds was over.`);
    this.limit = limit;
  }
}

export interface Limited {
  /** Aborts with its parent's reason, or with TimeOver. */
  readonly signal: AbortSignal;
  /** Stops the clock. */
  end(): void;
}

/** The earlier of the parent's end and so many milliseconds. */
export function limited(parent: AbortSignal, milliseconds: number): Limited {
  const controller = new AbortController();
  const stop = () => controller.abort(parent.reason);
  const timer = setTimeout(() => controller.abort(new TimeOver(milliseconds)), milliseconds);
  if (parent.aborted) stop();
  parent.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      parent.removeEventListener("abort", stop);
    },
  };
}
