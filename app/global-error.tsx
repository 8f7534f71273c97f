"use client";

import { referenceOf } from "@/components/shell/reference.ts";
import "./globals.css";

/** Stands in for the whole page when even its frame could not be drawn. */
export default function FrameError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);

  return (
    <html lang="en">
      <body>
        <title>Could not be drawn · Mesh Readiness</title>
        <main className="mx-auto flex max-w-prose flex-col items-start gap-3 px-4 py-24">
          <h1 className="font-semibold text-2xl">Mesh Readiness could not draw this page</h1>
          <p className="text-ink-soft">
            Something broke on our side, most likely the connection to the database. Nothing was
            changed.
            {reference ? ` The server's log has the details under reference ${reference}.` : ""}
          </p>
          <button
            type="button"
            onClick={retry}
            className="h-9 rounded-md border border-line-strong bg-card px-3.5 font-semibold"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
