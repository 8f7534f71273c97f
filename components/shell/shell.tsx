import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { ScanWatcher } from "../scan/scan-watcher.tsx";
import { HatchPattern } from "../ui/stacked-bar.tsx";
import { Rail } from "./rail.tsx";
import type { ShellCluster } from "./shell-data.ts";
import { TopBar } from "./top-bar.tsx";

/** The frame around every page: skip link, rail, top bar, and the page as the main landmark. */
export function Shell({
  clusters,
  startsNarrow,
  trustedNetwork,
  children,
}: {
  clusters: readonly ShellCluster[];
  startsNarrow: boolean;
  trustedNetwork: boolean;
  children: ReactNode;
}) {
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-solid focus:px-3 focus:py-2 focus:text-on-solid"
      >
        Skip to the page
      </a>
      <HatchPattern />
      <div className="flex min-h-dvh">
        <Rail clusters={clusters} startsNarrow={startsNarrow} />
        <div className="flex min-w-0 flex-1 flex-col">
          {trustedNetwork ? <TrustedNetworkBanner /> : null}
          <TopBar clusters={clusters} />
          <main
            id="main"
            tabIndex={-1}
            className="mx-auto w-full max-w-[90rem] flex-1 px-4 py-5 outline-none md:px-6"
          >
            {children}
          </main>
        </div>
      </div>
      <ScanWatcher
        running={clusters.flatMap(({ runningScan }) => (runningScan ? [runningScan] : []))}
      />
    </>
  );
}

function TrustedNetworkBanner() {
  return (
    <section
      aria-label="Security notice"
      className="flex items-center gap-2 border-b bg-warning-wash px-4 py-1.5 text-warning text-xs md:px-6 print:hidden"
    >
      <ShieldAlert aria-hidden className="size-4 shrink-0" />
      <p>
        No sign-in: everyone who reaches this address can see and change everything here. The
        network in front was declared trusted.
      </p>
    </section>
  );
}
