import { labelOf } from "../../inventory/labels.ts";
import type { PlatformObject } from "../../inventory/model.ts";
import type { CouldNotTell, Problem } from "../define.ts";
import { kubectl } from "../support/shell.ts";
import { unread } from "./subject.ts";

/** Source: https://istio.io/latest/docs/ambient/install/platform-prerequisites/ */
export function inspectOvn(objects: readonly PlatformObject[]): (Problem | CouldNotTell)[] {
  const network = objects.find(({ ref }) => ref.kind === "Network" && ref.name === "cluster");
  if (network === undefined)
    return [unread("networks.operator.openshift.io", "The network settings of OpenShift")];

  const value = labelOf(network.fields, ROUTING);
  if (value === "true") return [];
  const patch = {
    spec: {
      defaultNetwork: { ovnKubernetesConfig: { gatewayConfig: { routingViaHost: true } } },
    },
  };
  return [
    {
      severity: "blocker",
      facet: "openshift-ovn",
      object: network.ref,
      namespace: null,
      problem: "OVN-Kubernetes does not route through the host (routingViaHost is not true).",
      why: "Without local gateway mode the kubelet's probes do not pass the rules of istio-cni, so enrolled pods become unready.",
      remedy: {
        text: "Switch OVN-Kubernetes to local gateway mode. It changes how every pod leaves the cluster: plan it with whoever runs the network.",
        command: kubectl(
          ["patch"],
          network.ref,
          "--type=merge",
          `--patch=${JSON.stringify(patch)}`,
        ),
      },
      evidence: [{ object: network.ref, field: ROUTING, value: value || "not set" }],
    },
  ];
}

const ROUTING = "spec.defaultNetwork.ovnKubernetesConfig.gatewayConfig.routingViaHost";
