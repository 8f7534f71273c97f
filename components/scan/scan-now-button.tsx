"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ComponentProps, useState, useTransition } from "react";
import { startScan } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/field.tsx";

/** Starts a scan and renews the page, which then shows its progress. */
export function ScanNowButton({
  clusterId,
  label = "Scan now",
  ...look
}: { clusterId: string; label?: string } & Pick<
  ComponentProps<typeof Button>,
  "size" | "variant" | "className"
>) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const [refused, setRefused] = useState("");

  async function scan() {
    setAsking(true);
    setRefused("");
    const answer = await startScan(clusterId);
    if (answer.ok) startRenewing(() => router.refresh());
    else setRefused(answer.sentence);
    setAsking(false);
  }

  return (
    <>
      <Button {...look} disabled={asking || renewing} onClick={scan}>
        <RotateCw aria-hidden />
        {label}
      </Button>
      {refused ? <ErrorLine className="text-xs">{refused}</ErrorLine> : null}
    </>
  );
}
