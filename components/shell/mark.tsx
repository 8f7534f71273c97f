import Link from "next/link";
import { cn } from "../ui/cn.ts";

/** The product's mark: a sidecar beside its pod, and the layer that takes its place. */
export function Mark({ narrow = false }: { narrow?: boolean }) {
  return (
    <Link
      href="/"
      aria-label="Mesh Readiness"
      className={cn("flex items-center gap-2 rounded-sm", narrow && "mx-auto")}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true" className="size-6 shrink-0">
        <rect x="2" y="3" width="12" height="11" rx="2.5" className="fill-ink" />
        <rect x="16" y="3" width="6" height="11" rx="2" className="fill-sidecar-fill" />
        <rect x="2" y="17" width="20" height="4.5" rx="2" className="fill-ambient-fill" />
      </svg>
      {narrow ? null : <span className="whitespace-nowrap font-semibold">Mesh Readiness</span>}
    </Link>
  );
}
