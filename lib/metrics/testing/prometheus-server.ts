/** For tests: a server on 127.0.0.1 that answers as a Prometheus, or as badly as a test wants. */
import { createServer, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** One question as it arrived. */
export interface Asked {
  /** Path behind the base, such as "/api/v1/query". */
  readonly path: string;
  readonly query: string;
  /** Seconds since 1970; null: the server's own time. */
  readonly time: number | null;
  /** null for a question about one moment. */
  readonly range: { readonly start: number; readonly end: number; readonly step: number } | null;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface FakePrometheus {
  readonly url: string;
  readonly port: number;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/** Writes the answer itself and returns nothing, or returns what to answer with as JSON. */
export type Answering = (asked: Asked, response: ServerResponse) => object | undefined;

export async function startPrometheus(answering: Answering): Promise<FakePrometheus> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://prometheus");
    const number = (name: string) => {
      const text = url.searchParams.get(name);
      return text === null ? null : Number(text);
    };
    const [start, end, step] = [number("start"), number("end"), number("step")];
    const question = {
      path: url.pathname,
      query: url.searchParams.get("query") ?? "",
      time: number("time"),
      range: start !== null && end !== null && step !== null ? { start, end, step } : null,
      headers: request.headers,
    };
    asked.push(question);
    const body = answering(question, response);
    if (body) sendJson(response, 200, body);
  });
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("The server has no port.");
  return {
    url: `http://127.0.0.1:${at.port}`,
    port: at.port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Labels and figure of one series; the figure as Prometheus writes it. */
export type Row = readonly [labels: Readonly<Record<string, string>>, figure: number | string];

export function vector(time: number, rows: readonly Row[]): object {
  return success(
    "vector",
    rows.map(([metric, figure]) => ({ metric, value: [time, String(figure)] })),
  );
}

/** The figure may be a function of the moment; undefined: no sample then. */
export type Course = readonly [
  labels: Readonly<Record<string, string>>,
  figureAt: (at: number) => number | string | undefined,
];

export function matrix(
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
  courses: readonly Course[],
): object {
  const times = Array.from(
    { length: Math.floor((end - start) / step) + 1 },
    (_, at) => start + at * step,
  );
  return success(
    "matrix",
    courses.flatMap(([metric, figureAt]) => {
      const values = times.flatMap((at) => {
        const figure = figureAt(at);
        return figure === undefined ? [] : [[at, String(figure)]];
      });
      return values.length === 0 ? [] : [{ metric, values }];
    }),
  );
}

export function scalar(time: number, figure: number): object {
  return success("scalar", [time, String(figure)]);
}

function success(resultType: string, result: unknown): object {
  return { status: "success", data: { resultType, result } };
}
