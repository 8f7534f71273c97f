import { createHash } from "node:crypto";
import type { ObjectRef } from "../inventory/model.ts";

/** What makes two findings the same one, today and at the next scan. */
export interface FindingIdentity {
  readonly check: string;
  readonly facet?: string | undefined;
  readonly namespace: string | null;
  readonly object: ObjectRef;
}

/**
 * A finding's address over scans: 16 hex digits of SHA-256. Severity, wording and evidence are left out, so a
 * finding keeps its history when they change. A cryptographic hash, because names come from strangers: nobody
 * can choose a name that makes his finding vanish behind another one.
 */
export function fingerprint({ check, facet, namespace, object }: FindingIdentity): string {
  const identity = [
    check,
    facet ?? null,
    namespace,
    object.group,
    object.kind,
    object.namespace,
    object.name,
  ];
  return createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
}

/** Eight digits to quote when a check broke: the same check at the same scan always gets the same ones. */
export function shortReference(check: string, takenAt: string): string {
  return createHash("sha256")
    .update(JSON.stringify([check, takenAt]))
    .digest("hex")
    .slice(0, 8);
}
