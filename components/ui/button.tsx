import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const buttonClass = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md font-semibold motion-safe:transition-colors disabled:opacity-55 aria-disabled:opacity-55 disabled:pointer-events-none aria-disabled:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        solid: "bg-solid text-on-solid hover:bg-ink-soft",
        outline: "border border-line-strong bg-card text-ink hover:bg-hover",
        ghost: "text-ink-soft hover:bg-hover hover:text-ink",
        danger: "border border-blocked bg-card text-blocked hover:bg-blocked-wash",
      },
      size: {
        sm: "h-7 px-2.5 text-xs",
        md: "h-9 px-3.5 text-sm",
        icon: "size-8 p-0",
      },
    },
    defaultVariants: { variant: "outline", size: "md" },
  },
);

/** A button that says what it does. `asChild` dresses a link the same way. */
export function Button({
  variant,
  size,
  asChild = false,
  className,
  type = "button",
  ...rest
}: ComponentProps<"button"> & VariantProps<typeof buttonClass> & { asChild?: boolean }) {
  const dress = cn(buttonClass({ variant, size }), className);
  if (asChild) return <Slot.Root className={dress} {...rest} />;
  return <button type={type} className={dress} {...rest} />;
}
