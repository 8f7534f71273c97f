/** One context that may be connected, as the list shows it. */
export interface ContextChoice {
  readonly context: string;
  readonly server: string;
  readonly user: string;
  readonly current: boolean;
  /** The command that signing in runs; null when it runs none. */
  readonly runs: string | null;
}

/** Contexts whose name, server or user contains every word that was typed; the current one first. */
export function matching(contexts: readonly ContextChoice[], sought: string): ContextChoice[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  return contexts
    .filter(({ context, server, user }) => {
      const text = `${context} ${server} ${user}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => Number(b.current) - Number(a.current));
}
