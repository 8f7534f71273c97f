"use client";

import { Pencil, RotateCw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { printable } from "@/lib/format.ts";
import { forgetCluster, startScan } from "../api.ts";
import { ConfirmDialog } from "../ui/alert-dialog.tsx";
import { DropdownMenu, DropdownMenuItem, DropdownMenuSeparator } from "../ui/dropdown-menu.tsx";
import { ErrorLine } from "../ui/field.tsx";
import type { MenuHandle } from "../ui/menu-later.tsx";
import { RenameDialog } from "./rename-dialog.tsx";

export interface ClusterActions {
  readonly cluster: { readonly id: string; readonly name: string };
  /** Whether anything was stored that forgetting would delete. */
  readonly snapshots: boolean;
  readonly scanning: boolean;
  /** Where to go once it is forgotten. */
  readonly leadsTo?: string;
}

/** The menu of ClusterMenu with the dialogs that it leads to. */
export function ClusterMenuItems({
  cluster,
  snapshots,
  scanning,
  leadsTo,
  ...handle
}: ClusterActions & MenuHandle) {
  const router = useRouter();
  const [asking, setAsking] = useState<"rename" | "forget" | null>(null);
  const [refused, setRefused] = useState("");

  async function scan() {
    const answer = await startScan(cluster.id);
    if (answer.ok) router.refresh();
    else setRefused(answer.sentence);
  }

  return (
    <>
      <DropdownMenu {...handle} align="end">
        <DropdownMenuItem disabled={scanning} onSelect={scan}>
          <RotateCw aria-hidden className="text-ink-faint" />
          Scan now
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => setAsking("rename")}>
          <Pencil aria-hidden className="text-ink-faint" />
          Rename
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem danger onSelect={() => setAsking("forget")}>
          <Trash2 aria-hidden />
          Forget
        </DropdownMenuItem>
      </DropdownMenu>
      {refused ? <ErrorLine className="text-left text-xs">{refused}</ErrorLine> : null}
      <RenameDialog
        cluster={cluster}
        open={asking === "rename"}
        onOpenChange={(open) => setAsking(open ? "rename" : null)}
      />
      <ForgetDialog
        cluster={cluster}
        snapshots={snapshots}
        open={asking === "forget"}
        onOpenChange={(open) => setAsking(open ? "forget" : null)}
        {...(leadsTo ? { leadsTo } : {})}
      />
    </>
  );
}

function ForgetDialog({
  cluster,
  snapshots,
  open,
  onOpenChange,
  leadsTo,
}: {
  cluster: { readonly id: string; readonly name: string };
  snapshots: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  leadsTo?: string;
}) {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [leaving, startLeaving] = useTransition();
  const [refused, setRefused] = useState("");

  async function forget() {
    setAsked(true);
    setRefused("");
    const answer = await forgetCluster(cluster.id);
    setAsked(false);
    if (!answer.ok) return setRefused(answer.sentence);

    onOpenChange(false);
    startLeaving(() => {
      if (leadsTo) router.push(leadsTo);
      router.refresh();
    });
  }

  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Forget ${printable(cluster.name, 80)}?`}
      action="Forget cluster"
      pending={asked || leaving}
      onConfirm={forget}
    >
      <p>
        {snapshots
          ? "Its snapshots, findings and their history, and its stored credential are deleted here. This cannot be undone."
          : "Its entry and its stored credential are deleted here."}
      </p>
      <p>The cluster itself is not touched.</p>
      {refused ? <ErrorLine>{refused}</ErrorLine> : null}
    </ConfirmDialog>
  );
}
