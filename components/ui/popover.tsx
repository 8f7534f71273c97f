"use client";

import { Popover as RadixPopover } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const Popover = RadixPopover.Root;
export const PopoverTrigger = RadixPopover.Trigger;

export function PopoverContent({
  className,
  ...rest
}: ComponentProps<typeof RadixPopover.Content>) {
  return (
    <RadixPopover.Portal>
      <RadixPopover.Content
        align="start"
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          "z-50 w-72 rounded-md border bg-overlay p-3 shadow-overlay outline-none",
          className,
        )}
        {...rest}
      />
    </RadixPopover.Portal>
  );
}
