/** Lets a few in at a time; the others wait in the order they came. */
export interface Line {
  /** Waits for a place and holds it until the returned function is called. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createLine(places: number): Line {
  let free = places;
  const waiting = new Set<() => void>();

  const leave = () => {
    const [next] = waiting;
    if (!next) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  };

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (free > 0) free -= 1;
      else await turn(waiting, signal);

      let inside = true;
      return () => {
        if (inside) leave();
        inside = false;
      };
    },
  };
}

function turn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const giveUp = () => {
    waiting.delete(come);
    reject(signal.reason);
  };
  const come = () => {
    signal.removeEventListener("abort", giveUp);
    resolve();
  };
  waiting.add(come);
  signal.addEventListener("abort", giveUp, { once: true });
  return promise;
}
