"use client";

import { parseAsString, useQueryState } from "nuqs";
import { startTransition, useEffect, useState, useTransition } from "react";
import { Select } from "@/components/ui/input.tsx";
import { printable } from "@/lib/format.ts";

/** Whose charts are shown: all of the cluster or one namespace. The list is filled once the page stands. */
export function NamespaceChoice({
  names,
  chosen,
  everything,
}: {
  names: readonly string[];
  chosen: string | null;
  /** What no choice means: "The whole mesh". */
  everything: string;
}) {
  const [pending, startNavigation] = useTransition();
  const [, setNamespace] = useQueryState(
    "namespace",
    parseAsString.withOptions({
      shallow: false,
      history: "push",
      startTransition: startNavigation,
    }),
  );
  const [filled, setFilled] = useState(false);
  useEffect(() => startTransition(() => setFilled(true)), []);
  const shown = filled ? names : names.filter((name) => name === chosen);
  return (
    <Select
      aria-label="Namespace"
      aria-busy={pending}
      className="w-auto min-w-0 max-w-72"
      value={chosen ?? ""}
      onChange={({ target }) => void setNamespace(target.value || null)}
    >
      <option value="">{everything}</option>
      {chosen !== null && !names.includes(chosen) ? (
        <option value={chosen}>{printable(chosen, 63)}</option>
      ) : null}
      {shown.map((name) => (
        <option key={name} value={name}>
          {printable(name, 63)}
        </option>
      ))}
    </Select>
  );
}
