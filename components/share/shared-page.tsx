import { CalendarClock } from "lucide-react";
import type { ReactNode } from "react";
import { PrintTitle } from "@/components/export/print-title.tsx";
import { InputChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { counted, dayText, momentText, printable } from "@/lib/format.ts";
import { SharedCompare } from "./shared-compare.tsx";
import { SharedFindings } from "./shared-findings.tsx";
import { SharedHistory } from "./shared-history.tsx";
import { SharedNamespace } from "./shared-namespace.tsx";
import { SharedParity } from "./shared-parity.tsx";
import { SharedReport } from "./shared-report.tsx";
import type { SharedSection, SharedView } from "./shared-view.ts";

/** Every receiver is sent the same bytes, so numbers are spelled in one way. */
const LOCALE = "en";

/** What somebody was handed: a banner that says what and until when, then the chosen sections. It leads nowhere else. */
export function SharedPage({ view }: { view: SharedView }) {
  const parts = view.sections.map((section) => ({ section, ...partOf(section) }));
  return (
    <div className="mx-auto flex w-full max-w-[80rem] flex-col gap-5 px-4 py-4 md:px-6">
      <PrintTitle
        title={`${printable(view.cluster, 80)}, snapshot of ${momentText(view.document.takenAt)}`}
      />
      <SharedBanner view={view} />
      <main className="flex flex-col gap-6">
        <header className="flex flex-col gap-2">
          <h1 className="flex flex-wrap items-center gap-2 font-semibold text-2xl">
            <Name>{view.cluster}</Name>
            <InputChip input={view.document.input} />
          </h1>
          <Versions view={view} />
          {parts.length > 1 ? (
            <nav aria-label="On this page" className="print:hidden">
              <ul className="flex flex-wrap gap-x-4 gap-y-1">
                {parts.map(({ id, title }) => (
                  <li key={id}>
                    <a className="link" href={`#${id}`}>
                      {title}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          ) : null}
        </header>
        {parts.map(({ section, id, title }) => (
          <section key={id} id={id} aria-label={title} className="flex scroll-mt-4 flex-col gap-3">
            {sectionBody(section, view)}
          </section>
        ))}
      </main>
    </div>
  );
}

/** "prod-eu, 2 namespaces, snapshot of 22 Nov 2026 10:42 UTC. Link expires 29 Nov." */
function SharedBanner({ view }: { view: SharedView }) {
  const taken = momentText(view.document.takenAt).replace(",", "");
  return (
    <section
      aria-label="About this page"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border bg-card px-4 py-2.5"
    >
      <CalendarClock aria-hidden className="size-4 shrink-0 text-ink-faint" />
      <p className="min-w-0 flex-1 basis-64">
        <Name>{view.cluster}</Name>,{" "}
        {view.chosen === null
          ? "the whole cluster"
          : counted(view.chosen, "namespace", "namespaces", LOCALE)}
        , {view.follows ? "latest snapshot, of" : "snapshot of"}{" "}
        <time dateTime={view.document.takenAt}>{taken}</time>. Link expires{" "}
        <time dateTime={view.expiresAt}>{shortDay(view.expiresAt, view.document.takenAt)}</time>.
      </p>
      {view.redacted ? (
        <p className="text-ink-soft text-xs">
          Names are pseudonyms; texts that held names are left out.
        </p>
      ) : null}
    </section>
  );
}

function shortDay(at: string, beside: string): string {
  const day = dayText(at);
  return at.slice(0, 4) === beside.slice(0, 4) ? day.replace(/ \d{4}$/, "") : day;
}

function Versions({ view: { document, chosen } }: { view: SharedView }) {
  const facts = [
    document.istioVersion
      ? `Istio ${printable(document.istioVersion, 40)}`
      : "Istio version unknown",
    document.kubernetesVersion
      ? `Kubernetes ${printable(document.kubernetesVersion.replace(/^v/, ""), 40)}`
      : "Kubernetes version unknown",
    ...(chosen === null
      ? [counted(document.summary.namespaces, "namespace", "namespaces", LOCALE)]
      : []),
  ];
  return <p className="text-ink-soft">{facts.join(" · ")}</p>;
}

function partOf(section: SharedSection): { readonly id: string; readonly title: string } {
  switch (section.section) {
    case "report":
      return { id: "report", title: "Report" };
    case "findings":
      return { id: "findings", title: "Findings" };
    case "parity":
      return { id: "parity", title: "Features in use" };
    case "history":
      return { id: "history", title: "History" };
    case "compare":
      return { id: "compare", title: "What changed" };
    case "namespace":
      return {
        id: `namespace-${section.name ?? "gone"}`,
        title: section.name === null ? "A namespace" : printable(section.name, 80),
      };
  }
}

function sectionBody(section: SharedSection, view: SharedView): ReactNode {
  const { document } = view;
  switch (section.section) {
    case "report":
      return <SharedReport document={document} whole={view.chosen === null} locale={LOCALE} />;
    case "findings":
      return <SharedFindings document={document} locale={LOCALE} />;
    case "parity":
      return <SharedParity document={document} whole={view.chosen === null} locale={LOCALE} />;
    case "history":
      return <SharedHistory spans={section.spans} until={document.takenAt} locale={LOCALE} />;
    case "compare":
      return <SharedCompare compared={section.compared} locale={LOCALE} />;
    case "namespace":
      return <SharedNamespace document={document} name={section.name} locale={LOCALE} />;
  }
}
