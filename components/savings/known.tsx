import { Missing } from "@/components/ui/figure.tsx";
import type { Figure } from "@/lib/savings/figure.ts";
import { BOUND_WORDS, figureText, type Resource } from "./words.ts";

/** A figure of the estimate with the sign of its bound; a dash where nothing is known. */
export function Known({
  figure,
  resource,
  locale,
}: {
  figure: Figure;
  resource: Resource;
  locale: string;
}) {
  const text = figureText(figure, resource, locale);
  if (text === null) return <Missing why="Not known" />;
  return (
    <span className="whitespace-nowrap tabular-nums" title={BOUND_WORDS[figure.bound] || undefined}>
      {text}
    </span>
  );
}
