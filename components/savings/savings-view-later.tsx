"use client";

import dynamic from "next/dynamic";

/**
 * `SavingsView`, drawn by the server as any component; the browser fetches it only where it is shown. Views of one page
 * otherwise come together, each paying for all.
 */
export const SavingsViewLater = dynamic(
  async () => (await import("./savings-view.tsx")).SavingsView,
);
