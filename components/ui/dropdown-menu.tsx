"use client";

import { Check } from "lucide-react";
import { DropdownMenu as RadixMenu } from "radix-ui";
import { type ComponentProps, type FocusEvent, useRef } from "react";
import { cn } from "./cn.ts";
import type { MenuHandle } from "./menu-later.tsx";

export const DropdownMenuGroup = RadixMenu.Group;
export const DropdownMenuRadioGroup = RadixMenu.RadioGroup;

const itemClass =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 py-1 outline-none data-[disabled]:pointer-events-none data-[highlighted]:bg-hover data-[disabled]:text-ink-faint [&_svg]:size-4 [&_svg]:shrink-0";

/** A menu that is open when it is first drawn, as MenuLater asks for it. */
export function DropdownMenu({
  button,
  byKey,
  className,
  ...rest
}: ComponentProps<typeof RadixMenu.Content> & MenuHandle) {
  const toFirst = useRef(byKey);

  /** Radix goes to the first item by the keys it has seen, and this menu was not there yet to see the one that opened it. */
  function goToFirst({ currentTarget, target }: FocusEvent<HTMLElement>) {
    if (!toFirst.current || target !== currentTarget) return;
    toFirst.current = false;
    currentTarget.querySelector<HTMLElement>(FIRST_ITEM)?.focus();
  }

  return (
    <RadixMenu.Root defaultOpen>
      <RadixMenu.Trigger asChild>{button}</RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content
          sideOffset={6}
          collisionPadding={8}
          className={cn(
            "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-md border bg-overlay p-1 shadow-overlay",
            className,
          )}
          onFocus={goToFirst}
          {...rest}
        />
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}

const FIRST_ITEM = "[role^=menuitem]:not([data-disabled])";

export function DropdownMenuItem({
  danger = false,
  className,
  ...rest
}: ComponentProps<typeof RadixMenu.Item> & { danger?: boolean }) {
  return (
    <RadixMenu.Item className={cn(itemClass, danger && "text-blocked", className)} {...rest} />
  );
}

export function DropdownMenuRadioItem({
  className,
  children,
  ...rest
}: ComponentProps<typeof RadixMenu.RadioItem>) {
  return (
    <RadixMenu.RadioItem className={cn(itemClass, "relative pl-8", className)} {...rest}>
      <Tick />
      {children}
    </RadixMenu.RadioItem>
  );
}

export function DropdownMenuLabel({ className, ...rest }: ComponentProps<typeof RadixMenu.Label>) {
  return (
    <RadixMenu.Label
      className={cn("px-2 py-1 font-semibold text-ink-faint text-xs", className)}
      {...rest}
    />
  );
}

export function DropdownMenuSeparator({
  className,
  ...rest
}: ComponentProps<typeof RadixMenu.Separator>) {
  return <RadixMenu.Separator className={cn("my-1 h-px bg-line", className)} {...rest} />;
}

function Tick() {
  return (
    <span aria-hidden className="-ml-6 flex w-4 shrink-0">
      <RadixMenu.ItemIndicator>
        <Check />
      </RadixMenu.ItemIndicator>
    </span>
  );
}
