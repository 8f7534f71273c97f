import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

/** A page over all clusters before the first snapshot of any, with the way to it. */
export function NothingScanned({
  connected,
  children,
}: {
  /** Some cluster is there, waiting for its scan. */
  connected: boolean;
  children: ReactNode;
}) {
  return (
    <EmptyState
      kind="nothing-yet"
      title="No cluster has been scanned yet."
      action={
        <Button asChild>
          <Link href={connected ? "/" : "/connect"}>
            {connected ? "Go to the fleet" : "Connect a cluster"}
          </Link>
        </Button>
      }
    >
      {children}
    </EmptyState>
  );
}
