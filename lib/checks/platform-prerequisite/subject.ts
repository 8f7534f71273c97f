import type { AmbientComponent, ControlPlane, Platform } from "../../inventory/facts.ts";
import type { CouldNotTell } from "../define.ts";

/** What a platform may ask for; each facet has a file of its own. "unseen" is a platform nobody can name. */
export type Facet =
  | "gke-quota"
  | "eks-pod-eni"
  | "openshift-ovn"
  | "openshift-unseen"
  | "profile"
  | "unseen";

export interface Subject {
  readonly facet: Facet;
  readonly platform: Platform;
  readonly cni: AmbientComponent | null;
  readonly agents: readonly AmbientComponent[];
  readonly plane: ControlPlane | null;
}

/** What a facet says when the one resource it needs was not read. */
export function unread(resource: string, what: string): CouldNotTell {
  return { couldNotTell: `${what} could not be read, and this platform needs them.`, resource };
}
