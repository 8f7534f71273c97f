import type { ReactNode } from "react";
import { cn } from "./cn.ts";
import { printableBlock } from "./code-text.ts";
import { CopyButton } from "./copy-button.tsx";

/**
 * A command or YAML to copy. What is shown has hidden characters made visible; what is copied is the same text, so
 * nobody pastes something that they could not see.
 */
export function CodeBlock({
  code,
  kind,
  caption,
  className,
}: {
  code: string;
  kind: "command" | "yaml" | "text";
  caption?: ReactNode;
  className?: string;
}) {
  const shown = printableBlock(code);
  return (
    <figure className={cn("relative overflow-hidden rounded-md border bg-sunken", className)}>
      <figcaption className="flex min-h-8 items-center gap-2 border-b pr-1 pl-3 text-ink-faint text-xs">
        <span className="min-w-0 flex-1 truncate">{caption ?? CAPTIONS[kind]}</span>
        <CopyButton text={shown} label={LABELS[kind]} />
      </figcaption>
      <pre className="mono whitespace-pre-wrap px-3 py-2 leading-5" translate="no">
        <code>{shown}</code>
      </pre>
    </figure>
  );
}

const CAPTIONS = { command: "Command", yaml: "YAML", text: "Text" } as const;
const LABELS = { command: "Copy command", yaml: "Copy YAML", text: "Copy text" } as const;
