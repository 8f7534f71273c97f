/** Runs once when the server starts: opens the database, so that a locked folder or a failed migration stops the start. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "edge") return;
  const { startUp } = await import("./lib/scan/start-up.ts");
  await startUp();
}
