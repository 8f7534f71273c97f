import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { Input } from "./input.tsx";

/** A field that narrows what is below it by text. */
export function SearchInput({
  of,
  ...input
}: ComponentProps<typeof Input> & {
  /** What is searched: "namespaces". */
  of: string;
}) {
  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint"
      />
      <Input
        type="search"
        aria-label={`Search ${of}`}
        placeholder={`Search ${of}`}
        {...input}
        className="pl-9"
      />
    </div>
  );
}
