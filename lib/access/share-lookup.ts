/**
 * Asks a question once for all who wait for its answer. Nobody gets an answer to a question that was asked before he
 * came, so a link that was revoked is shut for everybody who comes afterwards.
 */
export function askedTogether<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const waiting = new Map<string, Promise<T>>();

  function start(key: string): Promise<T> {
    const answer = ask(key).finally(() => running.delete(key));
    running.set(key, answer);
    return answer;
  }

  return (key) => {
    const asked = running.get(key);
    if (!asked) return start(key);
    const known = waiting.get(key);
    if (known) return known;

    const begin = () => {
      waiting.delete(key);
      return start(key);
    };
    const next = asked.then(begin, begin);
    waiting.set(key, next);
    return next;
  };
}
