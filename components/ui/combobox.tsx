"use client";

import { Command } from "cmdk";
import { Check, ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "./popover.tsx";

export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** Further text to find it by, shown in a lighter tone. */
  readonly note?: string;
}

/** Chooses one of many by typing; for few fixed choices use `Select`. */
export function Combobox({
  label,
  options,
  value,
  onChange,
  placeholder = "Choose",
  className,
}: {
  label: string;
  options: readonly ComboboxOption[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder?: string;
  className?: string;
}) {
  const [open, setOpen] = useState(false);
  const chosen = options.find((option) => option.value === value);

  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button
          role="combobox"
          aria-expanded={open}
          aria-label={chosen ? `${label}: ${chosen.label}` : label}
          className={cn("w-full justify-between font-normal", className)}
        >
          <span className={cn("truncate", !chosen && "text-ink-faint")}>
            {chosen?.label ?? placeholder}
          </span>
          <ChevronsUpDown aria-hidden className="text-ink-faint" />
        </Button>
      </PopoverTrigger>
      <PopoverContent className="w-(--radix-popover-trigger-width) min-w-64 p-0">
        <Command label={label}>
          <Command.Input
            placeholder="Type to find"
            className="h-9 w-full border-b bg-transparent px-3 outline-none placeholder:text-ink-faint"
          />
          <Command.List className="max-h-72 overflow-y-auto p-1">
            <Command.Empty className="px-2 py-3 text-ink-soft">Nothing matches.</Command.Empty>
            {options.map((option) => (
              <Command.Item
                key={option.value}
                value={option.value}
                keywords={[option.label, option.note ?? ""]}
                onSelect={() => {
                  onChange(option.value);
                  setOpen(false);
                }}
                className="flex min-h-8 items-center gap-2 rounded-sm px-2 py-1 data-[selected=true]:bg-hover"
              >
                <Check
                  aria-hidden
                  className={cn("size-4 shrink-0", option.value !== value && "invisible")}
                />
                <span className="min-w-0 truncate">{option.label}</span>
                {option.note ? (
                  <span className="ml-auto truncate text-ink-faint text-xs">{option.note}</span>
                ) : null}
              </Command.Item>
            ))}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
