/**
 * The only environment variables that are ever read, by container: settings of Istio's components and of the AWS CNI
 * that checks name. Every other value may be a secret and is dropped unread.
 * Source: istio/istio pilot/pkg/features, cni/pkg/config, manifests/charts; ztunnel src/config.rs.
 */
const ALLOWED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "discovery",
    new Set([
      "AMBIENT_ENABLE_BAGGAGE",
      "AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY",
      "AMBIENT_ENABLE_MULTI_NETWORK",
      "AMBIENT_ENABLE_MULTI_NETWORK_INGRESS",
      "AMBIENT_ENABLE_MULTI_NETWORK_WAYPOINT",
      "AMBIENT_ENABLE_STATUS",
      "CA_TRUSTED_NODE_ACCOUNTS",
      "CLUSTER_ID",
      "ENABLE_INGRESS_WAYPOINT_ROUTING",
      "ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES",
      "ENABLE_NATIVE_SIDECARS",
      "EXTERNAL_CA",
      "EXTERNAL_ISTIOD",
      "PILOT_AUTO_ALLOW_WAYPOINT_POLICY",
      "PILOT_CERT_PROVIDER",
      "PILOT_ENABLE_AGENTGATEWAY",
      "PILOT_ENABLE_ALPHA_GATEWAY_API",
      "PILOT_ENABLE_AMBIENT",
      "PILOT_ENABLE_AMBIENT_WAYPOINTS",
      "PILOT_ENABLE_GATEWAY_API",
      "PILOT_ENABLE_SENDING_HBONE",
      "PILOT_ENABLE_SIDECAR_LISTENING_HBONE",
      "PILOT_PREFER_SENDING_HBONE",
      "PLATFORM",
      "REVISION",
    ]),
  ],
  [
    "install-cni",
    new Set([
      "AMBIENT_DNS_CAPTURE",
      "AMBIENT_ENABLE_AWS_BRANCH_ENI_PROBE",
      "AMBIENT_ENABLED",
      "AMBIENT_IPV6",
      "HOST_PROBE_SNAT_IP",
      "HOST_PROBE_SNAT_IPV6",
    ]),
  ],
  [
    "istio-proxy",
    new Set([
      "CA_ADDR",
      "CA_ADDRESS",
      "CLUSTER_ID",
      "ISTIO_META_CLUSTER_ID",
      "ISTIO_META_DNS_CAPTURE",
      "ISTIO_META_ENABLE_HBONE",
      "ISTIO_META_INTERCEPTION_MODE",
      "ISTIO_META_MESH_ID",
      "ISTIO_META_NETWORK",
      "NETWORK",
      "OUTPUT_CERTS",
      "TRUST_DOMAIN",
      "XDS_ADDRESS",
    ]),
  ],
  ["aws-node", new Set(["ENABLE_POD_ENI", "POD_SECURITY_GROUP_ENFORCING_MODE"])],
]);

/** True when this variable of a container with this name may be read. */
export function mayReadEnv(container: string, variable: string): boolean {
  return ALLOWED.get(container)?.has(variable) === true;
}

/** True when any variable of a container with this name may be read. */
export function mayReadAnyEnv(container: string): boolean {
  return ALLOWED.has(container);
}
