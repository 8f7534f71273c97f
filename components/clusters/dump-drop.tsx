"use client";

import { FileArchive, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useId, useRef, useState } from "react";
import { bytes, counted, percent, quantityText } from "@/lib/format.ts";
import { type DumpFile, uploadDump } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { ErrorLine } from "../ui/field.tsx";
import { useLocale } from "../ui/visitor.tsx";
import { chosenFiles, filesOf, TooManyFiles } from "./dropped-files.ts";

/** Where a dump is dropped; it is sent at once, and its preview opens before anything is scanned. */
export function DumpDrop({ className }: { className?: string }) {
  const router = useRouter();
  const id = useId();
  const [over, setOver] = useState(false);
  const [upload, setUpload] = useState<Upload | null>(null);
  const [refused, setRefused] = useState("");
  const abort = useRef<AbortController | null>(null);

  async function send(gathering: Promise<DumpFile[]>) {
    setRefused("");
    const files = await gathered(gathering);
    if (!files.ok) return setRefused(files.sentence);

    const controller = new AbortController();
    abort.current = controller;
    const size = files.value.reduce((sum, { file }) => sum + file.size, 0);
    setUpload({ files: files.value.length, size, share: 0 });
    const answer = await uploadDump(
      files.value,
      (share) => setUpload({ files: files.value.length, size, share }),
      controller.signal,
    );
    if (answer.ok) return router.push(`/imports/${encodeURIComponent(answer.value.id)}`);
    setUpload(null);
    setRefused(answer.sentence);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (upload) return;
    const entries = [...event.dataTransfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
    void send(filesOf(entries));
  }

  return (
    <div className={cn("flex flex-col gap-2", className)}>
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cn(
          "flex min-h-36 flex-1 flex-col items-center justify-center gap-1.5 rounded-md border px-4 py-6 text-center has-focus-visible:outline-2 has-focus-visible:outline-focus",
          over ? "border-ink bg-hover" : "border-line-strong border-dashed bg-sunken",
        )}
      >
        <FileArchive aria-hidden className="size-5 text-ink-faint" />
        <span>
          {over ? (
            "Drop to read"
          ) : (
            <>
              Drop files or a folder, or <span className="link font-semibold">choose files</span>
            </>
          )}
        </span>
        <span className="text-ink-faint text-xs">YAML, JSON, .zip, .tar, .tar.gz</span>
        <input
          id={id}
          type="file"
          multiple
          className="sr-only"
          disabled={upload !== null}
          onChange={({ target }) => {
            if (target.files?.length) void send(gatherChosen(target.files));
            target.value = "";
          }}
        />
      </label>
      {upload ? <Progress upload={upload} onCancel={() => abort.current?.abort()} /> : null}
      {refused ? <ErrorLine>{refused}</ErrorLine> : null}
    </div>
  );
}

interface Upload {
  readonly files: number;
  readonly size: number;
  readonly share: number;
}

function Progress({
  upload: { files, size, share },
  onCancel,
}: {
  upload: Upload;
  onCancel: () => void;
}) {
  const locale = useLocale();
  const sent = share >= 1;
  const what = `${counted(files, "file", "files", locale)}, ${quantityText(bytes(size, locale))}`;

  return (
    <div className="flex items-center gap-3 text-xs">
      <div className="min-w-0 flex-1">
        <p className="tabular-nums" role="status">
          {sent ? `Reading ${what}` : `Sending ${what}`}
          {sent ? "" : `: ${quantityText(percent(share, locale))}`}
        </p>
        <progress
          aria-label="Upload"
          {...(sent ? {} : { value: share })}
          max={1}
          className="block h-1.5 w-full accent-(--solid)"
        />
      </div>
      <Button variant="ghost" size="sm" onClick={onCancel}>
        <X aria-hidden />
        Cancel
      </Button>
    </div>
  );
}

/** Takes the files before the first wait: the list empties as soon as the field is cleared. */
async function gatherChosen(list: FileList): Promise<DumpFile[]> {
  return chosenFiles(list);
}

type Gathered =
  | { readonly ok: true; readonly value: DumpFile[] }
  | { readonly ok: false; readonly sentence: string };

async function gathered(files: Promise<DumpFile[]>): Promise<Gathered> {
  try {
    const value = await files;
    if (value.length > 0) return { ok: true, value };
    return { ok: false, sentence: "Nothing was dropped that can be read: no files were in it." };
  } catch (error) {
    return {
      ok: false,
      sentence:
        error instanceof TooManyFiles
          ? error.message
          : "The browser could not read what was dropped. Drop the files again, or pack them as .tar.gz.",
    };
  }
}
