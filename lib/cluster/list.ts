/**
 * Reads one Kubernetes list page by page: the next page is on its way while the current one is reduced, short
 * failures are waited out, and what cannot be waited out ends in a sentence.
 */
import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import type { ReadEnd } from "../inventory/from-kubernetes/collector.ts";
import { type Answer, AnswerTooLarge, type Connection } from "./connection.ts";
import type { CutKeys } from "./cut.ts";
import { MalformedPage, type Manner, pageObjects, peekToken, readPage } from "./page.ts";
import { patientGet } from "./patient-get.ts";
import { explain, explainStatus } from "./problem.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Rooms } from "./rooms.ts";
import { statusMessage } from "./test-connection.ts";

/** Reading a list ended badly; `end` is what the coverage of the snapshot says. */
export class ReadFailure extends Error {
  override readonly name = "ReadFailure";
  readonly end: Exclude<ReadEnd, { readonly outcome: "read" | "not-installed" }>;

  constructor(outcome: ReadFailure["end"]["outcome"], detail: string) {
    super(detail);
    this.end = { outcome, detail };
  }
}

/** The API server no longer has this resource. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** The continue token expired (410 Gone): what was read so far and what comes next no longer belong together. */
export class ListExpired extends Error {
  override readonly name = "ListExpired";
}

export interface ListRequest {
  /** "pods" or "virtualservices.networking.istio.io", for sentences. */
  readonly resource: string;
  /** "/apis/apps/v1/deployments", without a query. */
  readonly path: string;
  /** labelSelector and fieldSelector. */
  readonly query: Readonly<Record<string, string>>;
  readonly metadataOnly: boolean;
  /** Fields that are dropped undecoded. */
  readonly ballast: CutKeys;
  readonly manner: Manner;
  readonly pageSize: number;
}

export interface ListContext {
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly retry: RetryPolicy;
  /** Milliseconds for one page. */
  readonly pageTimeout: number;
  /** Where pages are put. */
  readonly rooms: Rooms;
}

/**
 * Hands each object to `take` as soon as its page is there, and keeps none. `onPage` is called behind each page.
 * @throws ReadFailure, NotFound, ListExpired, or the signal's reason.
 */
export async function readList(
  request: ListRequest,
  context: ListContext,
  take: (item: unknown) => void,
  onPage: () => void,
): Promise<void> {
  const rest = new AbortController();
  const signal = AbortSignal.any([context.signal, rest.signal]);
  const { rooms } = context;
  const fetch = pageFetcher(request, { ...context, signal });
  try {
    const starts = new Set<string>();
    let objects = 0;
    let coming = fetch(null);
    for (;;) {
      const { body } = await coming;
      const peeked = peekToken(body);
      const ahead = peeked === null ? null : fetch(peeked);
      // Awaited below, unless decoding this page fails first.
      ahead?.catch(() => {});
      // Decoding blocks this thread: let the request leave first.
      if (ahead) await turn();

      const first = objects;
      const next = decode(request, body, (item) => {
        if (objects === first) {
          const start = nameOf(item);
          if (start !== null && starts.has(start)) throw endless(request);
          if (start !== null) starts.add(start);
        }
        objects += 1;
        if (objects > MOST_OBJECTS) throw endless(request);
        take(item);
      });
      rooms.give(body);
      onPage();
      if (next === null) return;
      coming = ahead && peeked === next ? ahead : fetch(next);
    }
  } catch (error) {
    if (error instanceof MalformedPage) {
      throw new ReadFailure(
        "failed",
        `The list of ${request.resource} is broken: ${error.message}`,
      );
    }
    throw error;
  } finally {
    rest.abort();
  }
}

/** Gives the token of the next page. @throws MalformedPage */
function decode(
  { metadataOnly, ballast, manner }: ListRequest,
  body: Buffer,
  take: (item: unknown) => void,
): string | null {
  if (!metadataOnly) return readPage(body, { ballast, manner }, take).next;

  const { kind, items, next } = pageObjects(body, ballast);
  if (kind !== METADATA_LIST) {
    throw new MalformedPage("The server sent whole objects where only metadata was asked for.");
  }
  for (const item of items) take(item);
  return next;
}

const METADATA_LIST = "PartialObjectMetadataList";
const METADATA_ONLY = `application/json;as=${METADATA_LIST};g=meta.k8s.io;v=v1`;
const MOST_BYTES = 32_000_000;
/** Three times the pods of the largest cluster that Kubernetes supports. */
const MOST_OBJECTS = 500_000;

/** Which object this is, to notice a server that sends the same page for ever; null when it does not say. */
function nameOf(item: unknown): string | null {
  const named = Named.safeParse(item);
  return named.success ? `${named.data.metadata.namespace}/${named.data.metadata.name}` : null;
}

const Named = z.object({
  metadata: z.object({ namespace: z.string().optional(), name: z.string() }),
});

/** Asks for pages; one that is larger than memory allows is asked for again in smaller pieces. */
function pageFetcher(request: ListRequest, context: ListContext) {
  let limit = request.pageSize;
  return async (token: string | null): Promise<Answer> => {
    for (;;) {
      const asked = limit;
      try {
        return await fetchPage(request, context, token, asked);
      } catch (error) {
        if (!(error instanceof AnswerTooLarge)) throw error;
        if (asked === 1) {
          throw new ReadFailure(
            "failed",
            `One object of ${request.resource} is larger than ${MOST_BYTES / 1_000_000} MB, which is more than Kubernetes allows.`,
          );
        }
        limit = Math.min(limit, Math.max(1, Math.floor(asked / 10)));
      }
    }
  };
}

async function fetchPage(
  request: ListRequest,
  { connection, signal, retry, pageTimeout, rooms }: ListContext,
  token: string | null,
  limit: number,
): Promise<Answer> {
  const query = new URLSearchParams({ ...request.query, limit: String(limit) });
  if (token !== null) query.set("continue", token);
  const options = {
    ...(request.metadataOnly && { accept: METADATA_ONLY }),
    signal,
    maxBytes: MOST_BYTES,
    timeout: pageTimeout,
    rooms,
  };
  try {
    const answer = await patientGet(connection, `${request.path}?${query}`, options, retry);
    refuseOtherThanList(answer, request, connection);
    return answer;
  } catch (error) {
    if (signal.aborted || isKnown(error)) throw error;
    const { problem, sentence } = explain(error, connection.server);
    throw new ReadFailure(
      problem === "timeout" ? "timed-out" : "failed",
      `Reading ${request.resource} failed: ${sentence}`,
    );
  }
}

function isKnown(error: unknown): boolean {
  return [AnswerTooLarge, ListExpired, NotFound, ReadFailure].some((kind) => error instanceof kind);
}

function refuseOtherThanList(
  { status, body }: Answer,
  { resource }: ListRequest,
  { server, credentialEnd }: Connection,
): void {
  if (status === 200) return;

  const said = statusMessage(body);
  const quote = said ? ` (${said})` : "";
  if (status === 410) throw new ListExpired();
  if (status === 404) throw new NotFound();
  if (status === 403) {
    throw new ReadFailure("not-permitted", `This user may not list ${resource}${quote}.`);
  }
  if (status === 429 || status >= 500) {
    throw new ReadFailure(
      "failed",
      `The server keeps answering ${status} to the list of ${resource}${quote}.`,
    );
  }
  const explained = explainStatus(status, server, {
    message: said,
    ended: credentialEnd(),
  })?.sentence;
  throw new ReadFailure(
    "failed",
    `The list of ${resource} could not be read: ${explained ?? `the server answers ${status}${quote}.`}`,
  );
}

function endless({ resource }: ListRequest): ReadFailure {
  return new ReadFailure(
    "failed",
    `The list of ${resource} does not end: the server sends the same objects again and again, or more than any cluster has.`,
  );
}
