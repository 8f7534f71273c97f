"use client";

import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Input, Select } from "@/components/ui/input.tsx";

const ADDRESS = {
  q: parseAsString.withDefault(""),
  direction: parseAsString.withDefault(""),
  severity: parseAsString.withDefault(""),
};

/** Between the last key and the question to the server, in milliseconds. */
const PAUSE = 250;

/** Narrows the changes on the server, at each change. Without scripts it is a form with a button. */
export function CompareFilters({
  kept,
  path,
}: {
  /** What else stands in the address and must stay: the two snapshots and the threshold. */
  kept: readonly (readonly [name: string, value: string])[];
  path: string;
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
      aria-label="Filter changes"
      className="flex flex-wrap items-center gap-2 print:hidden"
      onSubmit={(event) => event.preventDefault()}
    >
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="relative w-full sm:w-64">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint"
        />
        <Input
          type="search"
          name="q"
          aria-label="Search changes"
          placeholder="Search changes"
          value={address.q}
          className="pl-9"
          onChange={({ target }) =>
            void setAddress({ q: target.value || null }, { limitUrlUpdates: debounce(PAUSE) })
          }
        />
      </div>
      <Choice
        label="Direction"
        name="direction"
        value={address.direction}
        onChange={(direction) => setAddress({ direction })}
        options={["better", "worse"]}
      />
      <Choice
        label="Severity"
        name="severity"
        value={address.severity}
        onChange={(severity) => setAddress({ severity })}
        options={["blocker", "warning", "info", "security"]}
      />
      <Button type="submit" className="noscript:inline-flex hidden">
        Apply
      </Button>
    </form>
  );
}

function Choice({
  label,
  name,
  value,
  options,
  onChange,
}: {
  label: string;
  name: string;
  value: string;
  options: readonly string[];
  onChange: (value: string | null) => unknown;
}) {
  return (
    <Select
      name={name}
      aria-label={label}
      value={value}
      className="w-auto min-w-0 flex-1 basis-36 sm:flex-none sm:basis-auto"
      onChange={({ target }) => void onChange(target.value || null)}
    >
      <option value="">{label}: all</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {option === "security" ? "security-relevant" : option}
        </option>
      ))}
    </Select>
  );
}
