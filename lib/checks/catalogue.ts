import { ambientControlPlaneDisabled } from "./ambient-control-plane-disabled/check.ts";
import { authzCustomAction } from "./authz-custom-action/check.ts";
import { authzL7AllowAtZtunnel } from "./authz-l7-allow-at-ztunnel/check.ts";
import { authzL7DenyNoop } from "./authz-l7-deny-noop/check.ts";
import { componentVersionSkew } from "./component-version-skew/check.ts";
import type { Check } from "./define.ts";
import { envoyfilterUnsupported } from "./envoyfilter-unsupported/check.ts";
import { gatewayApiCrds } from "./gateway-api-crds/check.ts";
import { hostNetworkPod } from "./host-network-pod/check.ts";
import { istioCniNotReady } from "./istio-cni-not-ready/check.ts";
import { istioVersionMinimum } from "./istio-version-minimum/check.ts";
import { multiclusterMesh } from "./multicluster-mesh/check.ts";
import { networkPolicyBlocksHbone } from "./network-policy-blocks-hbone/check.ts";
import { networkPolicyBlocksProbes } from "./network-policy-blocks-probes/check.ts";
import { peerAuthDisable } from "./peer-auth-disable/check.ts";
import { platformPrerequisite } from "./platform-prerequisite/check.ts";
import { requestAuthenticationSelector } from "./request-authentication-selector/check.ts";
import { sidecarStillRunning } from "./sidecar-still-running/check.ts";
import { unsupportedNode } from "./unsupported-node/check.ts";
import { versionSupportWindow } from "./version-support-window/check.ts";
import { virtualserviceNeedsWaypoint } from "./virtualservice-needs-waypoint/check.ts";
import { vmWorkloads } from "./vm-workloads/check.ts";
import { wasmpluginWaypoint } from "./wasmplugin-waypoint/check.ts";
import { waypointRequiredMissing } from "./waypoint-required-missing/check.ts";
import { ztunnelNodeGap } from "./ztunnel-node-gap/check.ts";

/** Kept on every snapshot. Raise it when a check is added, removed, or judges differently. */
export const CATALOGUE_VERSION = "1";

/** Every check, in the order of its page: one folder each, named by its id. */
export const catalogue: readonly Check[] = [
  istioVersionMinimum,
  versionSupportWindow,
  componentVersionSkew,
  ambientControlPlaneDisabled,
  istioCniNotReady,
  ztunnelNodeGap,
  gatewayApiCrds,
  platformPrerequisite,
  vmWorkloads,
  multiclusterMesh,
  hostNetworkPod,
  unsupportedNode,
  networkPolicyBlocksHbone,
  networkPolicyBlocksProbes,
  authzL7AllowAtZtunnel,
  authzL7DenyNoop,
  authzCustomAction,
  requestAuthenticationSelector,
  peerAuthDisable,
  envoyfilterUnsupported,
  wasmpluginWaypoint,
  virtualserviceNeedsWaypoint,
  waypointRequiredMissing,
  sidecarStillRunning,
];

const byId = new Map(catalogue.map((check) => [check.id, check]));

/** The check of that id, or undefined: ids arrive in addresses that people type. */
export function checkById(id: string): Check | undefined {
  return byId.get(id);
}
