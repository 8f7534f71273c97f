import { UntilTime } from "@/components/settings/until-time.tsx";
import { scheduleOf } from "@/lib/db/questions.ts";
import { nextScanAt } from "@/lib/scan/schedule-plan.ts";

/** " · next scan in 3 h", where the cluster has a schedule that is not paused. */
export async function NextScan({ clusterId }: { clusterId: string }) {
  const schedule = await scheduleOf(clusterId);
  const at = schedule && nextScanAt(schedule);
  if (!at) return null;
  return (
    <span className="print:hidden">
      {" · next scan "}
      <UntilTime at={at} />
    </span>
  );
}
