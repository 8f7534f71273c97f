import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <EmptyState
      kind="nothing-matches"
      title="There is nothing at this address"
      as="h1"
      className="py-24"
      action={
        <Button asChild>
          <Link href="/">Go to the fleet</Link>
        </Button>
      }
    >
      The cluster, namespace or check may have been forgotten or renamed, or the address was
      mistyped.
    </EmptyState>
  );
}
