/**
 * Bulky fields that no record is made from. They are dropped before a page is decoded, which saves most of the time
 * and memory of reading a large cluster. A field that a parser begins to read must leave this list; a test compares
 * the records of the demo fleet with and without it.
 */
import type { Resource } from "../inventory/from-kubernetes/resources.ts";
import type { RecordName } from "../inventory/model.ts";
import { type CutKeys, cutKeys } from "./cut.ts";

/** Keys whose objects and lists are not decoded for this resource. */
export function ballastOf({ slice }: Resource): CutKeys {
  return BY_SLICE[slice] ?? ALWAYS;
}

/** Who last wrote which field: about a third of all bytes. */
const BOOKKEEPING = ["managedFields"];

const OF_POD_SPECS = [
  "affinity",
  "configMap",
  "dnsConfig",
  "downwardAPI",
  "emptyDir",
  "envFrom",
  "ephemeralContainerStatuses",
  "hostAliases",
  "hostIPs",
  "imagePullSecrets",
  "lifecycle",
  "persistentVolumeClaim",
  "podIPs",
  "projected",
  "secret",
  "securityContext",
  "tolerations",
  "topologySpreadConstraints",
  "valueFrom",
  "volumeDevices",
  "volumeMounts",
];

const ALWAYS = cutKeys(BOOKKEEPING);
/** Of the status of a container is kept when it started, and whether ever again. */
const WITH_PODS = cutKeys([...BOOKKEEPING, ...OF_POD_SPECS], {
  containerStatuses: ["name", "state", "restartCount"],
  initContainerStatuses: ["restartCount"],
});

const BY_SLICE: { readonly [R in RecordName]?: CutKeys } = {
  pods: WITH_PODS,
  workloads: WITH_PODS,
  nodes: cutKeys([...BOOKKEEPING, "images", "volumesAttached", "volumesInUse"]),
  customResourceDefinitions: cutKeys([
    ...BOOKKEEPING,
    "additionalPrinterColumns",
    "conversion",
    "schema",
    "selectableFields",
  ]),
};
