"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

export const Dialog = RadixDialog.Root;
export const DialogTrigger = RadixDialog.Trigger;
export const DialogClose = RadixDialog.Close;

export const overlayClass = "fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]";

/** A question in the middle of the screen. `description` is read out with the title. */
export function DialogContent({
  title,
  description,
  className,
  children,
}: {
  title: string;
  description?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <RadixDialog.Portal>
      <RadixDialog.Overlay className={overlayClass} />
      <RadixDialog.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        className={cn(
          "fixed base:top-[12dvh] left-1/2 z-50 flex base:max-h-[76dvh] base:w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 flex-col gap-4 overflow-y-auto rounded-lg border bg-overlay p-5 shadow-overlay",
          className,
        )}
      >
        <div className="pr-8">
          <RadixDialog.Title className="font-semibold text-lg">{title}</RadixDialog.Title>
          {description ? (
            <RadixDialog.Description className="mt-1 text-ink-soft">
              {description}
            </RadixDialog.Description>
          ) : null}
        </div>
        {children}
        <CloseCorner />
      </RadixDialog.Content>
    </RadixDialog.Portal>
  );
}

/** A panel from the side: the rail on phones, and settings that stand beside their result. */
export function SheetContent({
  title,
  side = "right",
  hideTitle = false,
  className,
  children,
}: {
  title: string;
  side?: "left" | "right";
  hideTitle?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <RadixDialog.Portal>
      <RadixDialog.Overlay className={overlayClass} />
      <RadixDialog.Content
        aria-describedby={undefined}
        className={cn(
          "fixed inset-y-0 z-50 flex base:w-[min(22rem,85vw)] flex-col gap-4 overflow-y-auto border bg-overlay p-4 shadow-overlay",
          side === "left" ? "left-0 border-l-0" : "right-0 border-r-0",
          className,
        )}
      >
        <RadixDialog.Title className={hideTitle ? "sr-only" : "pr-8 font-semibold text-lg"}>
          {title}
        </RadixDialog.Title>
        {children}
        <CloseCorner />
      </RadixDialog.Content>
    </RadixDialog.Portal>
  );
}

function CloseCorner() {
  return (
    <RadixDialog.Close asChild>
      <Button variant="ghost" size="icon" aria-label="Close" className="absolute top-3 right-3">
        <X />
      </Button>
    </RadixDialog.Close>
  );
}
