import "server-only";
import { headers } from "next/headers";

/**
 * The `?at=` of the request, for layouts, which Next does not tell the query: they answer 404 before anything is
 * streamed, where a page behind a skeleton would be too late. scripts/start.ts writes the header over any that came.
 */
export async function askedMoment(): Promise<string | undefined> {
  const header = (await headers()).get("x-as-of");
  if (header === null) return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    return header;
  }
}
