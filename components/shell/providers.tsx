"use client";

import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { VisitorProvider } from "../ui/visitor.tsx";

declare global {
  /** Read by get-nonce, through which overlays ask for the nonce of the style that locks scrolling. */
  var __webpack_nonce__: string | undefined;
}

export function Providers({
  nonce,
  locale,
  drawnAt,
  children,
}: {
  nonce: string | undefined;
  locale: string;
  drawnAt: number;
  children: ReactNode;
}) {
  // A renewed page comes with another nonce, but the browser goes by that of the document.
  if (typeof window !== "undefined" && nonce) globalThis.__webpack_nonce__ ??= nonce;

  return (
    <ThemeProvider attribute="class" enableColorScheme={false} {...(nonce ? { nonce } : {})}>
      <NuqsAdapter>
        <VisitorProvider locale={locale} drawnAt={drawnAt}>
          {children}
        </VisitorProvider>
      </NuqsAdapter>
    </ThemeProvider>
  );
}
