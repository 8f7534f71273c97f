/** Lists read at the same time, and objects per page: what a scan does. */
export const STREAMS = 3;
export const PAGE = 500;

/** The longest lists come first in `paths`, so the others are read beside them. */
export async function eachOf<T>(
  things: readonly T[],
  atOnce: number,
  read: (thing: T) => Promise<void>,
): Promise<void> {
  const queue = [...things];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await read(next);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** `path` may have a query already. */
export function pagePath(path: string, token: string): string {
  const query = `limit=${PAGE}${token ? `&continue=${encodeURIComponent(token)}` : ""}`;
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}
