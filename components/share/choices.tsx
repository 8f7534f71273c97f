import { type ReactNode, useId } from "react";
import { Checkbox } from "../ui/input.tsx";

/** Choices that belong together, under their question. */
export function Choices({ legend, children }: { legend: string; children: ReactNode }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 font-semibold">{legend}</legend>
      {children}
    </fieldset>
  );
}

/** One of several that exclude each other; `name` joins them. */
export function Radio({
  name,
  checked,
  onChange,
  children,
}: {
  name: string;
  checked: boolean;
  onChange: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-6 items-center gap-2">
      <input
        id={id}
        type="radio"
        name={name}
        checked={checked}
        onChange={onChange}
        className="size-4 shrink-0 accent-(--solid)"
      />
      <span className="min-w-0">{children}</span>
    </label>
  );
}

/** One that stands for itself. */
export function Tick({
  checked,
  disabled = false,
  onChange,
  children,
}: {
  checked: boolean;
  disabled?: boolean;
  onChange: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <label htmlFor={id} className="flex min-h-6 min-w-0 items-center gap-2">
      <Checkbox id={id} checked={checked} disabled={disabled} onChange={onChange} />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
