"use client";

import { Share2 } from "lucide-react";
import { usePathname } from "next/navigation";
import { lazy, Suspense, useState } from "react";
import { Button } from "../ui/button.tsx";
import { sharedFrom } from "./share-start.ts";

/** The dialog is loaded with the first click: no page needs it to be drawn. */
const ShareDialog = lazy(async () => ({
  default: (await import("./share-dialog.tsx")).ShareDialog,
}));

/** Hands out the page it stands on. `compare` names the two snapshots where two are compared. */
export function ShareButton({
  cluster,
  takenAt,
  compare = null,
}: {
  cluster: { readonly id: string; readonly name: string };
  /** The snapshot that the page shows. */
  takenAt: string;
  compare?: { readonly from: string; readonly to: string } | null;
}) {
  const pathname = usePathname();
  const [open, setOpen] = useState(false);
  // A link once made is not shown again: every opening begins anew.
  const [opening, setOpening] = useState(0);

  return (
    <>
      <Button
        onClick={() => {
          setOpening(opening + 1);
          setOpen(true);
        }}
      >
        <Share2 aria-hidden />
        Share
      </Button>
      {opening > 0 ? (
        <Suspense>
          <ShareDialog
            key={opening}
            open={open}
            onOpenChange={setOpen}
            cluster={cluster}
            takenAt={takenAt}
            start={sharedFrom(pathname, compare)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
