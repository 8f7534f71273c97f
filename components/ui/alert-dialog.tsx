"use client";

import { AlertDialog as RadixAlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { overlayClass } from "./dialog.tsx";

/**
 * Asks before something is lost: the question, what exactly goes away, and a button that repeats the verb. It stays
 * open while `pending`; the caller closes it when the action has ended well.
 */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  action,
  pending = false,
  onConfirm,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  action: string;
  pending?: boolean;
  onConfirm: () => void;
  children: ReactNode;
}) {
  return (
    <RadixAlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixAlertDialog.Portal>
        <RadixAlertDialog.Overlay className={overlayClass} />
        <RadixAlertDialog.Content className="fixed top-[18dvh] left-1/2 z-50 flex w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 flex-col gap-3 rounded-lg border bg-overlay p-5 shadow-overlay">
          <RadixAlertDialog.Title className="font-semibold text-lg">{title}</RadixAlertDialog.Title>
          <RadixAlertDialog.Description asChild>
            <div className="flex flex-col gap-2 text-ink-soft">{children}</div>
          </RadixAlertDialog.Description>
          <div className="mt-2 flex justify-end gap-2">
            <RadixAlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </RadixAlertDialog.Cancel>
            <Button variant="danger" disabled={pending} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </RadixAlertDialog.Content>
      </RadixAlertDialog.Portal>
    </RadixAlertDialog.Root>
  );
}
