"use client";

import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Input, Select } from "@/components/ui/input.tsx";

const ADDRESS = {
  q: parseAsString.withDefault(""),
  layer: parseAsString.withDefault(""),
  status: parseAsString.withDefault(""),
  impact: parseAsString.withDefault(""),
  waypoint: parseAsString.withDefault(""),
  feature: parseAsString,
};

/** Between the last key and the question to the server, in milliseconds. */
const PAUSE = 250;

export interface Choice {
  readonly value: string;
  readonly text: string;
}

/** Narrows the table on the server, at each change. Without scripts it is a form that sends the same address. */
export function ParityFilters({
  path,
  kept,
  choices,
}: {
  path: string;
  /** Parameters that are not filters and stay as they are. */
  kept: Readonly<Record<string, string | undefined>>;
  choices: Readonly<Record<"layer" | "status" | "impact" | "waypoint", readonly Choice[]>>;
}) {
  const [pending, startTransition] = useTransition();
  const [address, setAddress] = useQueryStates(ADDRESS, {
    shallow: false,
    history: "replace",
    startTransition,
  });

  return (
    <form
      action={path}
      aria-busy={pending}
      aria-label="Filter features"
      className="flex flex-wrap items-center gap-2 print:hidden"
      onSubmit={(event) => event.preventDefault()}
    >
      {Object.entries(kept).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      <div className="relative w-full sm:w-64">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint"
        />
        <Input
          type="search"
          name="q"
          aria-label="Search features"
          placeholder="Search features"
          value={address.q}
          className="pl-9"
          onChange={({ target }) =>
            void setAddress(
              { q: target.value || null, feature: null },
              { limitUrlUpdates: debounce(PAUSE) },
            )
          }
        />
      </div>
      {FILTERS.map(({ name, label }) => (
        <Select
          key={name}
          name={name}
          aria-label={label}
          value={address[name]}
          className="w-auto min-w-0 flex-1 basis-36 sm:flex-none sm:basis-auto"
          onChange={({ target }) =>
            void setAddress({ [name]: target.value || null, feature: null })
          }
        >
          <option value="">{label}: all</option>
          {choices[name].map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      ))}
      <Button type="submit" className="hidden noscript:inline-flex">
        Apply
      </Button>
    </form>
  );
}

const FILTERS = [
  { name: "layer", label: "Layer" },
  { name: "status", label: "Ambient" },
  { name: "impact", label: "Effect" },
  { name: "waypoint", label: "Waypoint" },
] as const;
