"use client";

import { Slot } from "radix-ui";
import { type ComponentType, type KeyboardEvent, type ReactElement, useState } from "react";

/** What a menu that opens at once is handed: the button it hangs from, and how it was opened. */
export interface MenuHandle {
  readonly button: ReactElement;
  /** Opened by a key, so its first item takes the focus. */
  readonly byKey: boolean;
}

/**
 * A button whose menu is fetched when somebody reaches for it, since no page needs a closed menu to be drawn. The menu
 * draws the button again, as its own.
 */
export function MenuLater<P extends object>({
  button,
  load,
  inMenu,
  opens = "menu",
}: {
  button: ReactElement;
  load: () => Promise<ComponentType<P & MenuHandle>>;
  /** What the menu needs besides its button. */
  inMenu: P;
  opens?: "menu" | "dialog";
}) {
  const [opened, setOpened] = useState<{
    readonly Menu: ComponentType<P & MenuHandle>;
    readonly byKey: boolean;
  } | null>(null);
  if (opened) return <opened.Menu {...inMenu} button={button} byKey={opened.byKey} />;

  // When it fails, the press that follows tries again.
  const fetchAhead = () => void load().catch(() => undefined);
  async function open(byKey: boolean) {
    const Menu = await load();
    setOpened((was) => was ?? { Menu, byKey });
  }
  return (
    <Slot.Root
      aria-haspopup={opens}
      aria-expanded={false}
      onPointerEnter={fetchAhead}
      onFocus={fetchAhead}
      // A key that presses a button is told as a click without a pointer.
      onClick={({ detail }) => void open(detail === 0)}
      onKeyDown={(event: KeyboardEvent) => {
        if (opens !== "menu" || event.key !== "ArrowDown") return;
        event.preventDefault();
        void open(true);
      }}
    >
      {button}
    </Slot.Root>
  );
}
