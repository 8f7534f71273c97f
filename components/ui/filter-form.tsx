"use client";

import { debounce, parseAsString, useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Select } from "./input.tsx";
import { SearchInput } from "./search-input.tsx";

/** One menu of a filter: a parameter of the address, and the values it may have besides "all". */
export interface FilterChoice {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly text: string }[];
  readonly className?: string;
}

/** Between the last key and the question to the server, in milliseconds. */
const PAUSE = 250;

/**
 * Narrows a list on the server, at each change: the parameter `q` by text, the others by menu. Without scripts it is a
 * form with a button, which sends the same address.
 */
export function FilterForm({
  path,
  of,
  choices,
  kept,
  chosen,
  className,
}: {
  path: string;
  /** What is narrowed: "findings". */
  of: string;
  choices: readonly FilterChoice[];
  /** Parameters that are no filters and stay as they are. */
  kept: Readonly<Record<string, string | undefined>>;
  /** The parameter that names a chosen row; it ends with each change, since the row may no longer be listed. */
  chosen?: string;
  className?: string | undefined;
}) {
  const [pending, startTransition] = useTransition();
  const names = ["q", ...choices.map(({ name }) => name), ...(chosen ? [chosen] : [])];
  const [address, setAddress] = useQueryStates(
    Object.fromEntries(names.map((name) => [name, parseAsString])),
    { shallow: false, history: "replace", startTransition },
  );
  const change = (name: string, value: string) => ({
    [name]: value || null,
    ...(chosen ? { [chosen]: null } : {}),
  });

  return (
    <form
      action={path}
      aria-busy={pending}
      aria-label={`Filter ${of}`}
      className={cn("flex flex-wrap items-center gap-2 print:hidden", className)}
      onSubmit={(event) => event.preventDefault()}
    >
      {Object.entries(kept).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      <SearchInput
        of={of}
        name="q"
        value={address["q"] ?? ""}
        onChange={({ target }) =>
          void setAddress(change("q", target.value), { limitUrlUpdates: debounce(PAUSE) })
        }
      />
      {choices.map(({ name, label, options, className: width }) => (
        <Select
          key={name}
          name={name}
          aria-label={label}
          value={address[name] ?? ""}
          className={cn("w-auto min-w-0 flex-1 basis-36 sm:flex-none sm:basis-auto", width)}
          onChange={({ target }) => void setAddress(change(name, target.value))}
        >
          <option value="">{label}: all</option>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </Select>
      ))}
      <Button type="submit" className="noscript:inline-flex hidden">
        Apply
      </Button>
    </form>
  );
}
