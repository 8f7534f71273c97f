"use client";

import { RotateCw } from "lucide-react";
import { referenceOf } from "@/components/shell/reference.ts";
import { Button } from "@/components/ui/button.tsx";

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);

  return (
    <div className="mx-auto flex max-w-prose flex-col items-start gap-3 py-24">
      <h1 className="font-semibold text-2xl">This page could not be drawn</h1>
      <p className="text-ink-soft">
        Something broke on our side. Nothing was changed, and the stored data is as it was.
        {reference ? (
          <>
            {" "}
            The server's log has the details under reference{" "}
            <code className="mono">{reference}</code>.
          </>
        ) : null}
      </p>
      <Button onClick={retry}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  );
}
