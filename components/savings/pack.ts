/** The estimate's input on its way to the browser: namespaces as values in fixed places, a third of the bytes. */
import type { SavingsInput, SavingsNamespace } from "@/lib/savings/input.ts";

const NEEDS = ["none", "recommended", "required", "could-not-tell"] as const;

type PackedNamespace = readonly [
  name: string,
  pods: number,
  requestedMemory: number | null,
  requestedCpu: number | null,
  /** null when nothing was measured; else memory and CPU. */
  used: readonly [number | null, number | null] | null,
  rps: number | null,
  need: number,
  services: number,
  stays: 0 | 1,
];

export type PackedInput = Omit<SavingsInput, "namespaces"> & {
  readonly namespaces: readonly PackedNamespace[];
};

export function packInput(input: SavingsInput): PackedInput {
  return {
    ...input,
    namespaces: input.namespaces.map(
      ({ name, pods, requested, used, rps, need, services, stays }): PackedNamespace => [
        name,
        pods,
        requested.memory,
        requested.cpu,
        used && [used.memory, used.cpu],
        rps,
        NEEDS.indexOf(need),
        services,
        stays ? 1 : 0,
      ],
    ),
  };
}

export function unpackInput(packed: PackedInput): SavingsInput {
  return {
    ...packed,
    namespaces: packed.namespaces.map(
      ([name, pods, memory, cpu, used, rps, need, services, stays]): SavingsNamespace => ({
        name,
        pods,
        requested: { memory, cpu },
        used: used && { memory: used[0], cpu: used[1] },
        rps,
        need: NEEDS[need] ?? "could-not-tell",
        services,
        stays: stays === 1,
      }),
    ),
  };
}
