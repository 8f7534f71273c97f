/** The reference under which the server's log has an error, or null: Next gives one to errors of server components. */
export function referenceOf(error: unknown): string | null {
  if (!(error instanceof Error) || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest.slice(0, 80) : null;
}
