"use client";

import { Check, Copy, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { cn } from "./cn.ts";

type State = "idle" | "copied" | "failed";

const SAID: Readonly<Record<Exclude<State, "idle">, string>> = {
  copied: "Copied",
  failed: "The browser did not allow copying; select the text instead",
};

/** Puts `text` on the clipboard and says so. `label` names what is copied: "Copy command". */
export function CopyButton({
  text,
  label,
  quiet = false,
  className,
}: {
  text: string;
  label: string;
  /** Only the icon; the label is still read out. */
  quiet?: boolean;
  className?: string;
}) {
  const [state, setState] = useState<State>("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2500);
    return () => clearTimeout(timer);
  }, [state]);

  const Icon = state === "copied" ? Check : state === "failed" ? TriangleAlert : Copy;
  return (
    <>
      <Button
        variant="ghost"
        size={quiet ? "icon" : "sm"}
        aria-label={quiet ? label : undefined}
        title={state === "idle" ? label : SAID[state]}
        className={cn(quiet && "size-7", className)}
        onClick={() => {
          copy(text).then(
            () => setState("copied"),
            () => setState("failed"),
          );
        }}
      >
        <Icon aria-hidden />
        {quiet ? null : state === "copied" ? "Copied" : label}
      </Button>
      <span role="status" className="sr-only">
        {state === "idle" ? "" : SAID[state]}
      </span>
    </>
  );
}

/** The clipboard interface exists on secure origins and loopback only; plain HTTP needs the older way. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);

  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.className = "sr-only";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("The browser refused to copy.");
}
