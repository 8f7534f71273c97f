import { z } from "zod";
import { originAllowed } from "@/lib/access/guard.ts";
import { log } from "@/lib/log.ts";

/** A person's mistake: goes back to their form as one sentence. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly field: string | undefined;

  constructor(sentence: string, { status = 400, field }: { status?: number; field?: string } = {}) {
    super(sentence);
    this.status = status;
    this.field = field;
  }
}

const BODY_LIMIT = 2_000_000;

/** The answer to a mistake or a bug, as every route gives it: `{ error: { sentence, field? } }`. */
export function refuse(sentence: string, status: number, field?: string): Response {
  return Response.json({ error: { sentence, ...(field ? { field } : {}) } }, { status });
}

/**
 * Wraps a route that changes something: checks the Origin, turns a Refusal into its sentence and anything unexpected
 * into a reference that is also in the log.
 */
export function mutation<Context>(
  handle: (request: Request, context: Context) => Promise<Response>,
) {
  const answered = question(handle);
  return async (request: Request, context: Context): Promise<Response> =>
    originAllowed(request)
      ? answered(request, context)
      : refuse("This request did not come from a page of this server, so it was refused.", 403);
}

/** Wraps a route that only reads: a Refusal becomes its sentence, anything unexpected a reference that is also in the log. */
export function question<Context>(
  handle: (request: Request, context: Context) => Promise<Response>,
) {
  return async (request: Request, context: Context): Promise<Response> => {
    try {
      return await handle(request, context);
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.message, error.status, error.field);
      const reference = crypto.randomUUID().slice(0, 8);
      log.error({ err: error, reference }, "A request failed");
      return refuse(
        `Something broke on our side. Quote reference ${reference}; the server's log has the details.`,
        500,
      );
    }
  };
}

/**
 * The JSON body of a request, parsed by a schema.
 * @throws Refusal naming the first field that is wrong.
 */
export async function bodyOf<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  if (!request.headers.get("content-type")?.startsWith("application/json")) {
    throw new Refusal("Send JSON: the content type must be application/json.", { status: 415 });
  }
  const text = await textOf(request);
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;

  const issue = parsed.error.issues[0];
  const field = issue?.path.join(".") ?? "";
  throw new Refusal(
    field
      ? `${field}: ${issue?.message}.`
      : `${issue?.message ?? "The request could not be understood"}.`,
    {
      ...(field ? { field } : {}),
    },
  );
}

async function textOf(request: Request): Promise<string> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!Number.isFinite(declared))
    throw new Refusal("Say how long the request is (Content-Length).", { status: 411 });
  if (declared > BODY_LIMIT) throw new Refusal("The request is larger than 2 MB.", { status: 413 });
  const text = await request.text();
  if (text.length > BODY_LIMIT)
    throw new Refusal("The request is larger than 2 MB.", { status: 413 });
  return text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("The request is not valid JSON.");
  }
}

/** A name that a person gives: shown everywhere, so it is short and has no control characters. */
export const Name = z
  .string()
  .trim()
  .min(1, "needs a name")
  .max(80, "must be at most 80 characters")
  .refine((name) => !/\p{Cc}/u.test(name), "must not contain control characters");
