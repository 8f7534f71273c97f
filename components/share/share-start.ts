/** What the share dialog begins with, what it asks for, and how it says what the receiver will see. */
import type { ShareSection } from "@/lib/db/shapes.ts";
import { counted } from "@/lib/format.ts";

export const SECTION_CHOICES = ["report", "findings", "parity", "history"] as const;

export type SectionChoice = (typeof SECTION_CHOICES)[number];

/** Namespaces whose own pages may be part of one link. */
export const NAMESPACE_PAGES = 20;

export interface ShareStart {
  readonly sections: readonly SectionChoice[];
  /** The namespace of the page it was opened on. */
  readonly namespace: string | null;
  readonly compare: { readonly from: string; readonly to: string } | null;
}

/** What somebody who shares this page most likely means. */
export function sharedFrom(pathname: string, compare: ShareStart["compare"]): ShareStart {
  const [, , , page, name] = pathname.split("/");
  const section = SECTION_CHOICES.find((choice) => choice === page);
  if (page === "namespaces" && name !== undefined)
    return { sections: [], namespace: decoded(name), compare: null };
  if (compare !== null) return { sections: [], namespace: null, compare };
  return { sections: section ? [section] : ["report", "findings"], namespace: null, compare: null };
}

export interface ShareChoice {
  readonly sections: ReadonlySet<SectionChoice>;
  readonly namespacePages: boolean;
  readonly compare: ShareStart["compare"];
  /** null: the whole cluster. */
  readonly namespaces: readonly string[] | null;
}

/** The sections to ask for, in the order of the page. */
export function chosenSections(choice: ShareChoice): ShareSection[] {
  const pages = choice.namespacePages && choice.namespaces ? choice.namespaces : [];
  return [
    ...SECTION_CHOICES.filter((section) => choice.sections.has(section)).map((section) => ({
      section,
    })),
    ...(choice.compare ? [{ section: "compare" as const, ...choice.compare }] : []),
    ...pages.slice(0, NAMESPACE_PAGES).map((name) => ({ section: "namespace" as const, name })),
  ];
}

/** What the receiver gets, one sentence each. */
export function receiverSees(
  wish: {
    readonly cluster: string;
    readonly namespaces: readonly string[] | null;
    readonly follows: boolean;
    readonly redacted: boolean;
    readonly passphrase: boolean;
  },
  locale: string,
): string[] {
  const { namespaces } = wish;
  return [
    namespaces === null
      ? `Everything in ${wish.redacted ? "this cluster" : wish.cluster}.`
      : `${counted(namespaces.length, "namespace", "namespaces", locale)} and nothing of the others, not even how many there are.`,
    wish.follows
      ? "The latest snapshot, whenever the page is opened."
      : "This one snapshot, also after later scans.",
    wish.redacted
      ? "Pseudonyms instead of names; the same name is the same pseudonym on the whole page."
      : "Names of namespaces, workloads, services and policies.",
    "Never the cluster's address, credentials, or any way into this product.",
    ...(wish.passphrase ? ["A form that asks for the passphrase first."] : []),
  ];
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
