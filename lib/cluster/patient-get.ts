/** A GET that waits out short failures of the server and the network. */
import { type Answer, AnswerTooLarge, type Connection, type GetOptions } from "./connection.ts";
import { errorCode, explain } from "./problem.ts";
import { type RetryPolicy, retryAfter, type Try, withRetries } from "./retry.ts";

/**
 * Tries again after 429, 5xx, lost connections and, once, a timeout; then the last answer or error counts.
 * @throws as `Connection.get`.
 */
export async function patientGet(
  connection: Connection,
  path: string,
  options: GetOptions & { readonly signal: AbortSignal },
  retry: RetryPolicy,
): Promise<Answer> {
  const { signal } = options;
  try {
    return await withRetries<Answer>(retry, signal, async () => {
      try {
        return judge(await connection.get(path, options));
      } catch (error) {
        if (signal.aborted || error instanceof AnswerTooLarge) throw error;
        return judgeError(error, connection.server);
      }
    });
  } catch (error) {
    if (error instanceof StillUnwell) return error.answer;
    throw error;
  }
}

/** The server answers 429 or 5xx after all tries. */
class StillUnwell extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

function judge(answer: Answer): Try<Answer> {
  const { status, headers } = answer;
  if (status !== 429 && status < 500) return { done: answer };
  return {
    failure: new StillUnwell(answer),
    askedWait: retryAfter(headers["retry-after"], Date.now()),
  };
}

/** A refused address, a broken certificate or a refused sign-in does not get better by waiting. */
function judgeError(error: unknown, server: string): Try<never> {
  const { problem } = explain(error, server);
  const isCutOff = errorCode(error).startsWith("Z_");
  const passes = problem === "unreachable" || problem === "dns" || problem === "timeout";
  if (!(error instanceof Error) || !(passes || isCutOff)) throw error;
  return { failure: error, askedWait: null, ...(problem === "timeout" && { tries: 2 }) };
}
