/**
 * Shared pages are drawn by Next once and then answered from memory. Only this process may ask for the drawing: the
 * request carries a secret made at start, and without it the page does not exist.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";

export const RENDER_HEADER = "x-shared-render";

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessRenderSecret: string | undefined;
}

export function renderSecret(): string {
  globalThis.meshReadinessRenderSecret ??= randomBytes(32).toString("base64url");
  return globalThis.meshReadinessRenderSecret;
}

/** Whether a request for a drawing comes from this process. */
export function asksForDrawing(header: string | string[] | null | undefined): boolean {
  if (typeof header !== "string") return false;
  const given = Buffer.from(header);
  const expected = Buffer.from(renderSecret());
  return given.length === expected.length && timingSafeEqual(given, expected);
}
