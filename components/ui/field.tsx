import { OctagonAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

/**
 * A label, its control, a hint and what is wrong with it. Give the control `id`, and `aria-describedby` from
 * `describedBy(id, ...)`, so that the hint and the error are read out with it.
 */
export function Field({
  id,
  label,
  hint,
  error,
  className,
  children,
}: {
  id: string;
  label: string;
  hint?: ReactNode;
  error?: string | null;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={cn("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="text-ink-soft text-xs">
          {hint}
        </p>
      ) : null}
      {children}
      {error ? <ErrorLine id={`${id}-error`}>{error}</ErrorLine> : null}
    </div>
  );
}

/** Ids of the hint and error that `Field` draws, for `aria-describedby`. */
export function describedBy(id: string, has: { hint?: boolean; error?: boolean }) {
  const ids = [has.hint ? `${id}-hint` : "", has.error ? `${id}-error` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

/** One sentence about what went wrong, announced when it appears. */
export function ErrorLine({
  id,
  className,
  children,
}: {
  id?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <p
      id={id}
      role="alert"
      className={cn(
        "flex items-start gap-1.5 base:text-blocked [&_svg]:mt-0.5 [&_svg]:size-4",
        className,
      )}
    >
      <OctagonAlert aria-hidden className="shrink-0" />
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </p>
  );
}
