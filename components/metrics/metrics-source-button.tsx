"use client";

import { Gauge } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ComponentProps, useState } from "react";
import { printable } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogContent } from "../ui/dialog.tsx";
import { MetricsSourceForm } from "./metrics-source-form.tsx";

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
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const name = printable(cluster.name, 80);

  return (
    <>
      <Button
        size={size}
        onClick={() => setOpen(true)}
        aria-label={`${configured ? "Edit metrics source of" : "Choose metrics source for"} ${name}`}
      >
        <Gauge aria-hidden />
        {configured ? "Metrics source" : "Choose metrics source"}
      </Button>
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title={`Metrics of ${name}`}
          className="top-[6dvh] max-h-[88dvh]"
          description="Where memory, CPU and latency are asked for with each scan. Only reading is done."
        >
          <MetricsSourceForm
            clusterId={cluster.id}
            onDone={() => {
              setOpen(false);
              router.refresh();
            }}
          />
        </DialogContent>
      </Dialog>
    </>
  );
}
