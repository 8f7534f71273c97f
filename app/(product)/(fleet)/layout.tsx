import type { ReactNode } from "react";
import { askedMoment } from "../asked-moment.ts";
import { loadFleet } from "../load-fleet.ts";

/** Answers 404 for a point in time that there is not before anything of the page is sent. */
export default async function FleetLayout({ children }: { children: ReactNode }) {
  const at = await askedMoment();
  if (at !== undefined) await loadFleet(at);
  return children;
}
