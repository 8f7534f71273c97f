"use client";

import { parseAsString, useQueryState } from "nuqs";
import { useState, useTransition } from "react";
import { Select } from "@/components/ui/input.tsx";
import { printable } from "@/lib/format.ts";

/**
 * Whose charts are shown: all of the cluster or one namespace. The list is filled when somebody reaches for it: hundreds
 * of options that nobody opens cost a phone more than the page around them.
 */
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
  const fill = () => setFilled(true);
  const shown = filled ? names : names.filter((name) => name === chosen);
  return (
    <Select
      aria-label="Namespace"
      aria-busy={pending}
      className="w-auto min-w-0 max-w-72"
      value={chosen ?? ""}
      onFocus={fill}
      onPointerEnter={fill}
      onPointerDown={fill}
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
