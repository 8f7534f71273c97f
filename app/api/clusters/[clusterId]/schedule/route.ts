import { z } from "zod";
import { clusterById, deleteSchedule, saveSchedule, scheduleOf } from "@/lib/db/questions.ts";
import { scheduler } from "@/lib/scan/schedule.ts";
import {
  checkPlan,
  LONGEST_JITTER,
  LONGEST_MINUTES,
  nextTick,
  PlanError,
  type SchedulePlan,
} from "@/lib/scan/schedule-plan.ts";
import { scheduleWords } from "@/lib/scan/schedule-words.ts";
import { bodyOf, mutation, Refusal } from "../../../answer.ts";

type Context = RouteContext<"/api/clusters/[clusterId]/schedule">;

/** Works out what a plan means, without saving it: in words, and its next five moments. */
export const POST = mutation<Context>(async (request, { params }) => {
  const { clusterId } = await params;
  const plan = planOf(await bodyOf(request, Plan));
  await schedulable(clusterId);
  const now = Date.now();
  check(plan, now);
  return Response.json({ words: scheduleWords(plan), next: nextMoments(plan, now) });
});

export const PUT = mutation<Context>(async (request, { params }) => {
  const { clusterId } = await params;
  const { paused, ...body } = await bodyOf(request, Plan.safeExtend({ paused: z.boolean() }));
  const plan = planOf(body);
  await schedulable(clusterId);
  const now = Date.now();
  check(plan, now);
  const next = paused ? null : nextTick(plan, now);
  const tickAt = next === null ? null : new Date(next).toISOString();
  if (!(await saveSchedule({ ...plan, clusterId, paused, tickAt }))) throw unknown();

  const saved = await scheduleOf(clusterId);
  // If nobody can be woken now, the look of every minute does it.
  if (saved) await scheduler().expect(saved);
  return Response.json({ tickAt });
});

export const DELETE = mutation<Context>(async (_, { params }) => {
  const { clusterId } = await params;
  if (!(await clusterById(clusterId))) throw unknown();
  await deleteSchedule(clusterId);
  return Response.json({ id: clusterId });
});

const Whole = z.number("needs a number").int("must be a whole number");

const Plan = z
  .strictObject({
    everyMinutes: Whole.max(LONGEST_MINUTES, "must be at most 30 days").nullable(),
    cron: z.string("needs a cron expression").max(120, "must be at most 120 characters").nullable(),
    timeZone: z.string("needs a time zone").max(64, "must be at most 64 characters"),
    jitterSeconds: Whole.min(0, "must not be negative").max(
      LONGEST_JITTER,
      "must be at most an hour",
    ),
  })
  .refine(({ everyMinutes, cron }) => (everyMinutes === null) !== (cron === null), {
    message: "Give either an interval or a cron expression",
  });

function planOf({ cron, ...plan }: z.infer<typeof Plan>): SchedulePlan {
  return { ...plan, cron: cron === null ? null : cron.trim().split(/\s+/).join(" ") };
}

async function schedulable(clusterId: string): Promise<void> {
  const cluster = await clusterById(clusterId);
  if (!cluster) throw unknown();
  if (cluster.source.kind === "dump") {
    throw new Refusal(
      "A dump cannot be scanned by a schedule: it stays as it was until it is replaced by a newer one.",
      { status: 409 },
    );
  }
}

function check(plan: SchedulePlan, now: number): void {
  try {
    checkPlan(plan, now);
  } catch (error) {
    if (error instanceof PlanError) throw new Refusal(error.message, { field: error.field });
    throw error;
  }
}

function nextMoments(plan: SchedulePlan, now: number): string[] {
  const moments: string[] = [];
  let after = now;
  while (moments.length < 5) {
    const next = nextTick(plan, after);
    if (next === null) break;
    moments.push(new Date(next).toISOString());
    after = next;
  }
  return moments;
}

function unknown(): Refusal {
  return new Refusal("This cluster is not known here; it may have been forgotten.", {
    status: 404,
  });
}
