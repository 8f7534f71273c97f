import { EXPORT_PARAMETERS, EXPORTS, type ExportSubject } from "@/components/export/subjects.ts";
import { EXPORT_FORMATS, exportFileName } from "@/lib/export/file-name.ts";
import { jsonSchemaOf } from "@/lib/export/json.ts";
import { MEDIA_TYPES, writeSheet } from "@/lib/export/write.ts";
import { question, Refusal } from "../../../../answer.ts";
import { fill, SHEETS } from "../fill.ts";

const NO_STORE = { "cache-control": "no-store" };

/**
 * What a page shows, as a file: all rows that the parameters keep. `format=schema` answers the JSON Schema of the JSON,
 * `format=count` only how many rows there are.
 */
export const GET = question<RouteContext<"/api/clusters/[clusterId]/export/[what]">>(
  async (request, { params }) => {
    const { clusterId, what } = await params;
    const subject = EXPORTS.find((candidate) => candidate === what);
    if (!subject)
      throw new Refusal(`Exports are ${EXPORTS.join(", ")}; there is no other.`, { status: 404 });

    const { format, parameters } = asked(new URL(request.url).searchParams, subject);
    if (format === "schema")
      return Response.json(jsonSchemaOf(SHEETS[subject]), { headers: NO_STORE });

    const filled = await fill(clusterId, subject, parameters);
    if (format === "count")
      return Response.json({ rowCount: filled.rows.length }, { headers: NO_STORE });

    return new Response(streamOf(writeSheet(filled, format)), {
      headers: {
        ...NO_STORE,
        "content-type": MEDIA_TYPES[format],
        "content-disposition": `attachment; filename="${exportFileName(filled, format)}"`,
      },
    });
  },
);

const FORMATS = [...EXPORT_FORMATS, "schema", "count"] as const;

/** Longer than any name or text that somebody searches for. */
const LONGEST = 300;

/** The format and what narrows the rows; each parameter is known, short, and there once. */
function asked(search: URLSearchParams, subject: ExportSubject) {
  const format = FORMATS.find((candidate) => candidate === search.get("format"));
  if (!format) throw new Refusal(`"format" must be one of ${FORMATS.join(", ")}.`);

  const parameters = new URLSearchParams();
  const known = EXPORT_PARAMETERS[subject];
  for (const [name, value] of search) {
    if (name === "format") continue;
    if (!known.includes(name))
      throw new Refusal(`An export of ${subject} knows the parameters ${known.join(", ")} only.`);
    if (search.getAll(name).length > 1) throw new Refusal(`"${name}" may stand there only once.`);
    if (value.length > LONGEST)
      throw new Refusal(`"${name}" is longer than ${LONGEST} characters.`);
    if (value !== "") parameters.set(name, value);
  }
  return { format, parameters };
}

/** Bytes sent at once, roughly. */
const CHUNK = 64_000;

/** Written as far as it is read, so that a large export waits for a slow reader instead of filling the memory. */
function streamOf(lines: Iterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const iterator = lines[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      let text = "";
      while (text.length < CHUNK) {
        const next = iterator.next();
        if (next.done) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += next.value;
      }
      controller.enqueue(encoder.encode(text));
    },
  });
}
