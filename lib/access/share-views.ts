/** Views of shared pages, counted in memory and written down together, so that reading a page costs no write. */
import { noteViews } from "../db/questions.ts";
import { log } from "../log.ts";

/** Milliseconds from a view to its row. */
const PERIOD = 2000;

export interface Views {
  count(linkId: string, at: string): void;
  /** Writes down what was counted. Call it before the database is closed. */
  flush(): Promise<void>;
}

export function createViews(
  write: (id: string, views: number, viewedAt: string) => Promise<void> = noteViews,
  period = PERIOD,
): Views {
  let counted = new Map<string, { views: number; at: string }>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  async function flush(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const batch = counted;
    counted = new Map();
    for (const [id, { views, at }] of batch) {
      try {
        await write(id, views, at);
      } catch (error) {
        log.warn({ err: error }, "Views of a shared page could not be written down");
      }
    }
  }

  return {
    flush,
    count(linkId, at) {
      const before = counted.get(linkId)?.views;
      counted.set(linkId, { views: before === undefined ? 1 : before + 1, at });
      timer ??= setTimeout(() => void flush(), period).unref();
    },
  };
}
