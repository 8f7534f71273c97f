"use client";

import { useRouter } from "next/navigation";
import { Dialog, DialogContent } from "../ui/dialog.tsx";
import { MetricsSourceForm } from "./metrics-source-form.tsx";

/** The choice of where a cluster's metrics are asked for; the page is drawn anew once it is made. */
export function MetricsSourceDialog({
  clusterId,
  name,
  open,
  onOpenChange,
}: {
  clusterId: string;
  /** The cluster's name, fit to show. */
  name: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const router = useRouter();
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={`Metrics of ${name}`}
        className="top-[6dvh] max-h-[88dvh]"
        description="Where memory, CPU and latency are asked for with each scan. Only reading is done."
      >
        <MetricsSourceForm
          clusterId={clusterId}
          onDone={() => {
            onOpenChange(false);
            router.refresh();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
