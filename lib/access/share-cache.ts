/** Finished answers of shared pages, ready to be sent, the least used forgotten first. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

export interface FinishedPage {
  readonly type: string;
  readonly policy: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

/** Bytes kept over all pages and encodings. */
const BUDGET = 64_000_000;

export interface PageCache {
  /** The page of that key, made once by however many ask at the same time. A failed making is tried again. */
  page(key: string, make: () => Promise<FinishedPage>): Promise<FinishedPage>;
}

export function createPageCache(budget = BUDGET): PageCache {
  const kept = new Map<string, FinishedPage>();
  const making = new Map<string, Promise<FinishedPage>>();
  let weight = 0;

  function keep(key: string, page: FinishedPage): void {
    kept.set(key, page);
    weight += weightOf(page);
    for (const [oldest, other] of kept) {
      if (weight <= budget || kept.size === 1) return;
      kept.delete(oldest);
      weight -= weightOf(other);
    }
  }

  return {
    async page(key, make) {
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const pending = making.get(key);
      if (pending) return pending;

      const fresh = make();
      making.set(key, fresh);
      try {
        const page = await fresh;
        keep(key, page);
        return page;
      } finally {
        making.delete(key);
      }
    },
  };
}

/** A text as it is sent in each encoding. Compressed once, so with more patience than an answer of its own would get. */
export async function finishedPage(
  type: string,
  policy: string,
  text: string,
): Promise<FinishedPage> {
  const plain = Buffer.from(text);
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(plain, { level: 8 }),
    promisify(brotliCompress)(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 8,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    }),
  ]);
  return { type, policy, plain, gzip: zipped, brotli };
}

function weightOf({ plain, gzip: zipped, brotli }: FinishedPage): number {
  return plain.length + zipped.length + brotli.length;
}
