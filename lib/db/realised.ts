/** What namespaces request less since they moved, told against what their sidecars requested when first seen. */
import { z } from "zod";
import { type Baseline, realisedSaving, type SidecarRequests } from "../savings/realised.ts";
import type { PrismaTransaction } from "./connection.ts";
import { storable } from "./text.ts";

/** Bytes; null when none is known to have moved. Remembers sidecars of namespaces that had none so far. */
export async function realisedSince(
  transaction: PrismaTransaction,
  { clusterId }: { readonly clusterId: string },
  requests: SidecarRequests | null,
): Promise<number | null> {
  if (requests === null) return null;
  const row = await transaction.sidecarBaseline.findUnique({ where: { clusterId } });
  const known: Baseline = new Map(row ? Pairs.parse(row.namespaces) : []);
  const named = {
    sidecars: requests.sidecars.map(([name, memory]) => [storable(name), memory] as const),
    moved: requests.moved.map(([name, memory]) => [storable(name), memory] as const),
  };
  const { baseline, saving } = realisedSaving(known, named);
  if (!row || baseline.size > known.size) {
    const namespaces = [...baseline].map(([name, memory]) => [name, memory]);
    await transaction.sidecarBaseline.upsert({
      where: { clusterId },
      create: { clusterId, namespaces },
      update: { namespaces },
    });
  }
  return saving;
}

const Pairs = z.array(z.tuple([z.string(), z.number()]));
