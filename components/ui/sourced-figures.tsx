import type { ReactNode } from "react";

/** Figures beside each other, each with where it comes from under it. */
export function SourcedFigures({ children }: { children: ReactNode }) {
  return (
    <dl className="grid gap-px overflow-hidden rounded-md border bg-line grid-cols-[repeat(auto-fit,minmax(13rem,1fr))]">
      {children}
    </dl>
  );
}

export function SourcedFigure({
  term,
  figure,
  source,
}: {
  term: string;
  /** null: not known. */
  figure: string | null;
  source: string;
}) {
  return (
    <div className="flex flex-col gap-0.5 bg-card px-4 py-3">
      <dt className="text-ink-soft text-xs">{term}</dt>
      <dd className="font-semibold text-lg tabular-nums">
        {figure ?? <span className="text-ink-faint">not known</span>}
      </dd>
      <dd className="text-ink-faint text-xs">{source}</dd>
    </div>
  );
}
