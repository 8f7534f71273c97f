import "server-only";
import { headers } from "next/headers";
import { pickLocale } from "@/lib/format.ts";

/** The visitor's language for numbers, out of the request. */
export async function visitorLocale(): Promise<string> {
  return pickLocale((await headers()).get("accept-language"));
}
