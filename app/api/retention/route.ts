import { z } from "zod";
import { RetentionError, retentionEffect, saveRetentionPolicy } from "@/lib/db/questions.ts";
import type { RetentionPolicy } from "@/lib/db/shapes.ts";
import { bodyOf, mutation, Refusal } from "../answer.ts";

/** What a policy would delete now. Changes nothing. */
export const POST = mutation(async (request) => {
  const policy = await bodyOf(request, Policy);
  return Response.json(await sound(policy, () => retentionEffect(policy, new Date())));
});

/** Saves a policy; what it no longer keeps is deleted within the hour. */
export const PUT = mutation(async (request) => {
  const policy = await bodyOf(request, Policy);
  await sound(policy, () => saveRetentionPolicy(policy));
  return Response.json(policy);
});

const days = z
  .number("needs a number of days")
  .int("must be a whole number of days")
  .max(36_500, "must be at most 100 years");

const Policy = z.strictObject({ allDays: days, dailyDays: days });

async function sound<T>({ allDays }: RetentionPolicy, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RetentionError)) throw error;
    throw new Refusal(error.message, { field: allDays < 1 ? "allDays" : "dailyDays" });
  }
}
