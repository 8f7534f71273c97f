import { Card } from "@/components/ui/card.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";

const ROWS = ["first", "second", "third", "fourth"];

export default function LoadingFleet() {
  return (
    <div role="status" aria-label="Loading the fleet" className="flex flex-col gap-4">
      <div className="flex h-9 items-center gap-4">
        <h1 className="font-semibold text-2xl">Fleet</h1>
        <Skeleton className="h-4 w-56" />
      </div>
      <Card className="flex flex-col gap-3 p-4">
        <Skeleton className="h-5 w-3/4" />
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-1/2" />
      </Card>
      <Card className="flex flex-col divide-y">
        {ROWS.map((row) => (
          <div key={row} className="flex items-center gap-6 px-4 py-3.5">
            <Skeleton className="h-4 w-40" />
            <Skeleton className="h-2.5 flex-1" />
            <Skeleton className="h-4 w-24" />
          </div>
        ))}
      </Card>
    </div>
  );
}
