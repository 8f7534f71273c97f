"use client";

import { Search } from "lucide-react";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Input, Select } from "@/components/ui/input.tsx";
import { SEVERITIES } from "@/components/ui/words.ts";
import { printable } from "@/lib/format.ts";

const ADDRESS = {
  q: parseAsString.withDefault(""),
  severity: parseAsString.withDefault(""),
  check: parseAsString.withDefault(""),
  namespace: parseAsString.withDefault(""),
  finding: parseAsString,
};

/** Between the last key and the question to the server, in milliseconds. */
const PAUSE = 250;

/**
 * Narrows the list of findings on the server, at each change. Without scripts it is a form with a button, which sends
 * the same address.
 */
export function FindingFilters({
  path,
  at,
  group,
  checks,
  namespaces,
  className,
}: {
  path: string;
  at: string | undefined;
  group: string | undefined;
  checks: readonly { readonly id: string; readonly title: string }[];
  namespaces: readonly string[];
  className?: string | undefined;
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
      aria-label="Filter findings"
      className={cn("flex flex-wrap items-center gap-2", className)}
      onSubmit={(event) => event.preventDefault()}
    >
      {at ? <input type="hidden" name="at" value={at} /> : null}
      {group ? <input type="hidden" name="group" value={group} /> : null}
      <div className="relative w-full sm:w-64">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint"
        />
        <Input
          type="search"
          name="q"
          aria-label="Search findings"
          placeholder="Search findings"
          value={address.q}
          className="pl-9"
          onChange={({ target }) =>
            void setAddress(
              { q: target.value || null, finding: null },
              { limitUrlUpdates: debounce(PAUSE) },
            )
          }
        />
      </div>
      <Choice
        label="Severity"
        name="severity"
        value={address.severity}
        onChange={(severity) => setAddress({ severity, finding: null })}
        options={[
          ...(["blocker", "warning", "info"] as const).map((severity) => ({
            value: severity,
            text: SEVERITIES[severity].word,
          })),
          { value: "security", text: "security-relevant" },
        ]}
      />
      <Choice
        label="Check"
        name="check"
        value={address.check}
        className="max-w-72"
        onChange={(check) => setAddress({ check, finding: null })}
        options={checks.map(({ id, title }) => ({ value: id, text: title }))}
      />
      <Choice
        label="Namespace"
        name="namespace"
        value={address.namespace}
        className="max-w-56"
        onChange={(namespace) => setAddress({ namespace, finding: null })}
        options={namespaces.map((namespace) => ({
          value: namespace,
          text: printable(namespace, 80),
        }))}
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
  className,
}: {
  label: string;
  name: string;
  value: string;
  options: readonly { readonly value: string; readonly text: string }[];
  onChange: (value: string | null) => unknown;
  className?: string;
}) {
  return (
    <Select
      name={name}
      aria-label={label}
      value={value}
      className={cn("w-auto min-w-0 flex-1 basis-36 sm:flex-none sm:basis-auto", className)}
      onChange={({ target }) => void onChange(target.value || null)}
    >
      <option value="">{label}: all</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </Select>
  );
}
