import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

/** A surface set apart by a hairline and space, never by shadow. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section className={cn("rounded-lg border bg-card", className)} {...rest} />;
}

/** The card's name, with what can be done to it at the right. `as` keeps the outline of headings right. */
export function CardHeader({
  title,
  note,
  actions,
  as: Heading = "h2",
  id,
}: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  as?: "h2" | "h3";
  id?: string;
}) {
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-2">
      <Heading id={id} className="font-semibold">
        {title}
      </Heading>
      {note ? <p className="text-ink-faint text-xs">{note}</p> : null}
      {actions ? <div className="ml-auto flex items-center gap-2">{actions}</div> : null}
    </header>
  );
}

export function CardBody({ className, ...rest }: ComponentProps<"div">) {
  return <div className={cn("base:px-4 base:pb-4", className)} {...rest} />;
}
