"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

/** What an address that leads nowhere answers; where it asks for a point in time, that is the likely reason. */
export function NotFoundHere() {
  const pathname = usePathname();
  const inPast = useSearchParams().has("at");
  return (
    <EmptyState
      kind="nothing-matches"
      title="There is nothing at this address"
      as="h1"
      className="py-24"
      action={
        <>
          {inPast ? (
            <Button asChild>
              {/* A whole load: within one path the router would keep what it found to be nothing. */}
              <a href={pathname}>Go to latest</a>
            </Button>
          ) : null}
          <Button asChild>
            <Link href="/">Go to the fleet</Link>
          </Button>
        </>
      }
    >
      {inPast
        ? pathname.startsWith("/clusters/")
          ? "This cluster has no such snapshot, or what you look for was not in it: it may have been deleted by the retention rules, or belong to another cluster."
          : "Nothing had been read until that time, or the address does not say a time."
        : "The cluster, namespace or check may have been forgotten or renamed, or the address was mistyped."}
    </EmptyState>
  );
}
