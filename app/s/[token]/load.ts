import "server-only";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import type { SharedSection, SharedView } from "@/components/share/shared-view.ts";
import { isToken, tokenHash } from "@/lib/access/share-link.ts";
import { asksForDrawing, RENDER_HEADER } from "@/lib/access/share-render.ts";
import type { OpenedLink } from "@/lib/db/questions.ts";
import { namespaceSpans, shareLinkByTokenHash, snapshotById } from "@/lib/db/questions.ts";
import type { ShareSection, StoredSnapshot } from "@/lib/db/shapes.ts";
import { compareSnapshots } from "@/lib/snapshot/compare.ts";
import { sideNames } from "@/lib/snapshot/compare-words.ts";
import {
  type Scope,
  scopeDocument,
  scopeSpans,
  shownCluster,
  shownNamespace,
} from "@/lib/snapshot/scope.ts";
import { spansUntil } from "@/lib/snapshot/scope-history.ts";

/**
 * What the page of a link shows, and nothing more: what leaves this function is all that a receiver could ever find in
 * the page. Anybody but this server itself gets a 404, whether or not the link exists.
 */
export const loadShared = cache(
  async (token: string, namespace: string | null): Promise<SharedView> => {
    if (!asksForDrawing((await headers()).get(RENDER_HEADER)) || !isToken(token)) notFound();
    const link = await shareLinkByTokenHash(tokenHash(token));
    const snapshot = link?.shownId ? await snapshotById(link.shownId) : null;
    if (!link || !snapshot) notFound();

    const scope = { namespaces: link.row.namespaces, redactKey: link.redactKey };
    const document = scopeDocument(snapshot.document, scope);
    const sections = await Promise.all(
      wantedSections(link, scope, namespace).map((each) => sectionOf(each, link, snapshot, scope)),
    );
    return {
      cluster: shownCluster(link.clusterName, scope),
      chosen: scope.namespaces?.length ?? null,
      redacted: link.row.redacted,
      follows: link.row.snapshotId === null,
      expiresAt: link.row.expiresAt,
      document,
      sections,
    };
  },
);

function wantedSections(
  { row }: OpenedLink,
  scope: Scope,
  namespace: string | null,
): readonly ShareSection[] {
  if (namespace === null) return row.sections;
  return row.sections.filter(
    (each) => each.section === "namespace" && shownNamespace(each.name, scope) === namespace,
  );
}

async function sectionOf(
  section: ShareSection,
  link: OpenedLink,
  snapshot: StoredSnapshot,
  scope: Scope,
): Promise<SharedSection> {
  switch (section.section) {
    case "report":
    case "findings":
    case "parity":
      return { section: section.section };
    case "namespace":
      return { section: "namespace", name: shownNamespace(section.name, scope) };
    case "history": {
      const spans = spansUntil(await namespaceSpans(link.row.clusterId), snapshot.document.takenAt);
      return { section: "history", spans: scopeSpans(snapshot.document, spans, scope) };
    }
    case "compare": {
      const [from, to] = await Promise.all([snapshotById(section.from), snapshotById(section.to)]);
      if (!from || !to) return { section: "compare", compared: null };
      return { section: "compare", compared: compared(from, to, link, scope) };
    }
  }
}

function compared(from: StoredSnapshot, to: StoredSnapshot, link: OpenedLink, scope: Scope) {
  const side = ({ clusterId, document: { takenAt } }: StoredSnapshot) => ({
    clusterId,
    clusterName: shownCluster(link.clusterName, scope),
    takenAt,
  });
  const names = sideNames(side(from), side(to));
  return {
    names,
    from: from.document.takenAt,
    to: to.document.takenAt,
    comparison: compareSnapshots(
      scopeDocument(from.document, scope),
      scopeDocument(to.document, scope),
      { threshold: 1, sameCluster: true, names },
    ),
  };
}
