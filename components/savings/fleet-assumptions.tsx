"use client";

import { debounce, useQueryStates } from "nuqs";
import { useMemo, useTransition } from "react";
import { OWN_ASSUMPTIONS } from "@/lib/savings/fleet.ts";
import { readAssumptions } from "./address.ts";
import { ADDRESS_PARSERS } from "./address-parsers.ts";
import { AssumptionsSheet } from "./assumptions-sheet.tsx";

/** Milliseconds without typing after which the server works the sums out again. */
const PAUSE = 400;

/** The assumptions of the fleet's estimate: the same names in the address as on the page of one cluster. */
export function FleetAssumptions() {
  const [working, startTransition] = useTransition();
  const [address, setAddress] = useQueryStates(ADDRESS_PARSERS, {
    shallow: false,
    history: "replace",
    startTransition,
  });
  const { given } = useMemo(() => readAssumptions(address), [address]);
  return (
    <div className="flex flex-wrap items-center gap-2" aria-busy={working}>
      <AssumptionsSheet
        address={address}
        given={given}
        cluster={{}}
        without={OWN_ASSUMPTIONS}
        setAddress={(change) => void setAddress(change, { limitUrlUpdates: debounce(PAUSE) })}
        reset={() => void setAddress(null)}
      />
    </div>
  );
}
