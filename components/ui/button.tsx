import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export const buttonClass = cva(
  "base:inline-flex base:shrink-0 items-center base:justify-center base:gap-2 whitespace-nowrap rounded-md base:font-semibold motion-safe:transition-colors disabled:opacity-55 aria-disabled:opacity-55 disabled:pointer-events-none aria-disabled:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        solid: "bg-solid base:text-on-solid hover:bg-ink-soft",
        outline: "border border-line-strong bg-card base:text-ink hover:bg-hover",
        ghost: "base:text-ink-soft hover:bg-hover hover:text-ink",
        danger: "border border-blocked bg-card base:text-blocked hover:bg-blocked-wash",
      },
      size: {
        sm: "base:h-7 base:px-2.5 base:text-xs",
        md: "base:h-9 base:px-3.5 base:text-sm",
        icon: "base:size-8 base:p-0",
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
