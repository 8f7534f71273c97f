"use client";

import { type ComponentType, startTransition, useEffect, useState } from "react";

/** The drawing that answers, once it is wanted and has arrived: until then, and on paper, the still one stands. */
export function usePlot<Props>(
  wanted: boolean,
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> | null {
  const [plot, setPlot] = useState<{ readonly Plot: ComponentType<Props> } | null>(null);

  useEffect(() => {
    if (!wanted) return;
    let mounted = true;
    void load().then((Plot) => {
      if (mounted) startTransition(() => setPlot({ Plot }));
    });
    return () => {
      mounted = false;
    };
  }, [wanted, load]);

  return plot?.Plot ?? null;
}
