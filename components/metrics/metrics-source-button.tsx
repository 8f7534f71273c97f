"use client";

import { Gauge } from "lucide-react";
import { type ComponentProps, lazy, Suspense, useState } from "react";
import { printable } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";

/** The dialog is loaded with the first click: no page needs it to be drawn. */
const MetricsSourceDialog = lazy(async () => ({
  default: (await import("./metrics-source-dialog.tsx")).MetricsSourceDialog,
}));

/** Opens the choice of where a cluster's metrics are asked for. Not for dumps: there is nothing to ask. */
export function MetricsSourceButton({
  cluster,
  configured,
  size = "md",
}: {
  cluster: { readonly id: string; readonly name: string };
  /** Whether a source is configured already. */
  configured: boolean;
  size?: Extract<ComponentProps<typeof Button>["size"], "sm" | "md">;
}) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const name = printable(cluster.name, 80);

  return (
    <>
      <Button
        size={size}
        onClick={() => {
          setAsked(true);
          setOpen(true);
        }}
        aria-label={`${configured ? "Edit metrics source of" : "Choose metrics source for"} ${name}`}
      >
        <Gauge aria-hidden />
        {configured ? "Metrics source" : "Choose metrics source"}
      </Button>
      {asked ? (
        <Suspense>
          <MetricsSourceDialog
            clusterId={cluster.id}
            name={name}
            open={open}
            onOpenChange={setOpen}
          />
        </Suspense>
      ) : null}
    </>
  );
}
