import type { Metadata } from "next";
import { SharedPage } from "@/components/share/shared-page.tsx";
import { HatchPattern } from "@/components/ui/stacked-bar.tsx";
import { printable } from "@/lib/format.ts";
import { loadShared } from "./load.ts";

type Props = PageProps<"/s/[token]">;

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { cluster } = await view(props);
  return {
    title: `${printable(cluster, 80)}, shared`,
    description: "A shared part of a readiness report.",
    referrer: "no-referrer",
    robots: { index: false, follow: false },
  };
}

/**
 * Drawn for the server's own eyes only: lib/access/share-server.ts keeps what comes out and sends it to whoever holds the
 * link.
 */
export default async function SharedLinkPage(props: Props) {
  return (
    <>
      <HatchPattern />
      <SharedPage view={await view(props)} />
    </>
  );
}

async function view({ params, searchParams }: Props) {
  const [{ token }, { namespace }] = await Promise.all([params, searchParams]);
  return loadShared(token, typeof namespace === "string" ? namespace : null);
}
