import type { AmbientComponent, ControlPlane } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import type { Labels, ObjectRef } from "../../inventory/model.ts";
import type { CouldNotTell, Evidence } from "../define.ts";
import { placed } from "./words.ts";

/** The image tag in which the version of a component was found. */
export function versionEvidence(
  { ref, version }: Pick<ControlPlane, "ref" | "version">,
  container: string,
): Evidence {
  return {
    object: ref,
    field: `spec.template.spec.containers[${container}].image`,
    value: version === null ? "not recognised" : version.text,
  };
}

/** The container in which the version of a component stands. */
export function containerOf({ component }: Pick<AmbientComponent, "component">): string {
  return component === "ztunnel" ? "istio-proxy" : "install-cni";
}

/** A variable of a container, "not set" when it is missing. */
export function envEvidence(
  object: ObjectRef,
  container: string,
  name: string,
  env: Labels,
): Evidence {
  return {
    object,
    field: `spec.template.spec.containers[${container}].env[${name}]`,
    value: labelOf(env, name) || "not set",
  };
}

/** What stays open when the version of an istiod is not known. */
export function unknownVersion({ ref, external }: ControlPlane): CouldNotTell {
  return {
    couldNotTell: external
      ? `The control plane runs outside this cluster (its mark here is ${placed(ref)}), so its version cannot be seen.`
      : `The version of istiod ${placed(ref)} could not be recognised from its image.`,
    resource: "deployments.apps",
  };
}

/** What stays open when the version of istio-cni or ztunnel is not known. */
export function unknownAgentVersion({ ref, component }: AmbientComponent): CouldNotTell {
  return {
    couldNotTell: `The version of ${component} ${placed(ref)} could not be recognised from its image.`,
    resource: "daemonsets.apps",
  };
}
