"use client";

import dynamic from "next/dynamic";

/** `TrafficTable`, drawn by the server as any component; the browser fetches it only where it is shown. */
export const TrafficTableLater = dynamic(
  async () => (await import("./traffic-table.tsx")).TrafficTable,
);
