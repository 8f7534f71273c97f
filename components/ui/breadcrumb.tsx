import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { printable } from "@/lib/format.ts";

/** The way back up, used only below the cluster level. The last step is the page itself and not part of it. */
export function Breadcrumb({
  steps,
}: {
  steps: readonly { readonly href: string; readonly label: string }[];
}) {
  return (
    <nav aria-label="Breadcrumb" className="text-ink-soft text-xs">
      <ol className="flex flex-wrap items-center gap-1">
        {steps.map((step) => (
          <li key={step.href} className="flex items-center gap-1">
            <Link href={step.href} className="link py-0.5">
              {printable(step.label, 80)}
            </Link>
            <ChevronRight aria-hidden className="size-3.5 text-ink-faint" />
          </li>
        ))}
      </ol>
    </nav>
  );
}
