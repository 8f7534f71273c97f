import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importDump } from "@/lib/cluster/archive/import-dump.ts";
import { DumpError } from "@/lib/cluster/archive/limits.ts";
import { config } from "@/lib/config.ts";
import { saveImport } from "@/lib/db/questions.ts";
import { FEATURE_WITNESSES } from "@/lib/parity/rules.ts";
import { mutation, Refusal } from "../answer.ts";
import { uploadedFiles } from "./files.ts";

/** Reads an offline dump as it arrives, keeps its reduced records and answers a preview. Nothing is stored when it fails. */
export const POST = mutation(async (request) => {
  const tempFolder = await mkdtemp(join(tmpdir(), "mesh-readiness-import-"));
  try {
    const { collected, preview } = await importDump(uploadedFiles(request, config().uploadLimit), {
      tempFolder,
      signal: request.signal,
      witnesses: FEATURE_WITNESSES,
    });
    return Response.json(await saveImport(preview, collected), { status: 201 });
  } catch (error) {
    if (error instanceof DumpError) throw new Refusal(error.message, { status: 422 });
    throw error;
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
});
