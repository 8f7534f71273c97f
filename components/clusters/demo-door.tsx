"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { connectCluster } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/field.tsx";

/** Connects the three sample clusters and shows them in the fleet. */
export function ExploreDemoButton({ variant = "solid" }: { variant?: "solid" | "outline" }) {
  const router = useRouter();
  const [connecting, setConnecting] = useState(false);
  const [refused, setRefused] = useState("");

  async function explore() {
    setConnecting(true);
    setRefused("");
    const answer = await connectCluster({ kind: "demo" });
    if (answer.ok) {
      router.push("/");
      router.refresh();
      return;
    }
    setRefused(answer.sentence);
    setConnecting(false);
  }

  return (
    <div className="flex flex-col items-start gap-2">
      <Button variant={variant} disabled={connecting} onClick={explore}>
        {connecting ? "Connecting the demo fleet" : "Explore the demo fleet"}
      </Button>
      {refused ? <ErrorLine>{refused}</ErrorLine> : null}
    </div>
  );
}
