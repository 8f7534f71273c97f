import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { names, words } from "./fonts.ts";
import "./globals.css";

/** Every page is drawn from stored data with a nonce of its own, so nothing is drawn, and no database opened, at build time. */
export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: { default: "Mesh Readiness", template: "%s · Mesh Readiness" },
  description:
    "Which Istio namespaces can move from sidecars to ambient mode, what stops the others and what to do.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#15191e" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [header, locale] = await Promise.all([headers(), visitorLocale()]);

  return (
    <html lang="en" className={`${words.variable} ${names.variable}`} suppressHydrationWarning>
      <body>
        <Providers nonce={header.get("x-nonce") ?? undefined} locale={locale} drawnAt={Date.now()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
