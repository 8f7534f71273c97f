"use client";

import { type ComponentType, startTransition, useEffect, useState } from "react";

/** A component whose code is fetched once it is wanted; null until it has arrived. */
export function useLoaded<Props>(
  wanted: boolean,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> | null {
  const [loaded, setLoaded] = useState<{ readonly Component: ComponentType<Props> } | null>(null);

  useEffect(() => {
    if (!wanted) return;
    let mounted = true;
    void load().then((Component) => {
      if (mounted) startTransition(() => setLoaded({ Component }));
    });
    return () => {
      mounted = false;
    };
  }, [wanted, load]);

  return loaded?.Component ?? null;
}
