"use client";

import { History } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { printable } from "@/lib/format.ts";
import { fillDays } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/field.tsx";

/** Starts a scan that has the days before the first one filled from the cluster's Prometheus. */
export function FillDaysButton({
  cluster,
}: {
  cluster: { readonly id: string; readonly name: string };
}) {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const [refused, setRefused] = useState("");

  async function fill() {
    setAsked(true);
    setRefused("");
    const answer = await fillDays(cluster.id);
    setAsked(false);
    if (!answer.ok) return setRefused(answer.sentence);
    startRenewing(() => router.refresh());
  }

  return (
    <div>
      <Button
        size="sm"
        disabled={asked || renewing}
        onClick={fill}
        aria-label={`Scan ${printable(cluster.name, 80)} and fill earlier days`}
      >
        <History aria-hidden />
        Fill earlier days
      </Button>
      {refused ? <ErrorLine className="text-xs">{refused}</ErrorLine> : null}
    </div>
  );
}
