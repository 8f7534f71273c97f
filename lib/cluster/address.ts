/**
 * Which addresses we connect to. Cloud metadata services, link-local addresses and our own listener are refused for
 * every kind of cluster; private and loopback addresses are where clusters normally live, so they are allowed. The
 * rule is applied to the address that is really used, inside the connection's own name lookup, so a name that
 * resolves differently the second time gains nothing.
 *
 * Metadata addresses: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
 * https://cloud.google.com/compute/docs/metadata/querying-metadata,
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16,
 * https://www.alibabacloud.com/help/ecs/user-guide/view-instance-metadata.
 */
import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import { ConnectionError, quoted } from "./problem.ts";

/** Where this server itself listens. */
export interface Listener {
  readonly host: string;
  readonly port: number;
}

/**
 * Parses the address of an API server or a proxy.
 * @throws ConnectionError when it is not http(s), carries a user name or password, or names a refused address.
 */
export function parseServer(text: string, own?: Listener): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:") || !url.hostname) {
    throw new ConnectionError(
      "invalid-kubeconfig",
      `"${quoted(withoutUser(text))}" is not an address that begins with https:// or http://. Correct the server of this kubeconfig.`,
    );
  }
  if (url.username || url.password) {
    throw new ConnectionError(
      "refused-address",
      `The address of ${url.host} contains a user name or password, which would end up in logs. Put the credential into the user of the kubeconfig instead.`,
    );
  }

  const host = bareHost(url);
  const because = METADATA_NAMES.has(host)
    ? "it is the name of a cloud metadata service"
    : isIP(host)
      ? refusal(host, portOf(url), own)
      : null;
  if (because) throw refused(url.host, because);
  return url;
}

/** Why a connection to this IP address and port is refused; null when it is allowed. */
export function refusal(address: string, port: number, own?: Listener): string | null {
  if (!ipaddr.isValid(address)) return "it is not an IP address";

  const ip = embedded(ipaddr.parse(address));
  const range = ip.range();
  if (METADATA.has(ip.toNormalizedString())) return "it is a cloud metadata service";
  if (range === "linkLocal") return "link-local addresses serve machine metadata, not clusters";
  if (range === "multicast" || range === "broadcast") return "it does not belong to one machine";
  if (own && port === own.port && isThisMachine(ip)) {
    return "that is Mesh Readiness itself, not a cluster";
  }
  return null;
}

/** How names are resolved: `dns.lookup`, or a stand-in of a test. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** A name lookup for one connection that only yields allowed addresses. */
export function guardedLookup(
  port: number,
  own?: Listener,
  resolve: Resolve = lookup,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");

      for (const { address } of found) {
        const because = refusal(address, port, own);
        if (because) return callback(refused(`${hostname} (${address})`, because), "");
      }
      const [first] = found;
      if (!first) return callback(refused(hostname, "it has no address"), "");
      if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** The port that a connection to this address uses. */
export function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === "https:" ? 443 : 80;
}

/** The host of an address as sockets want it: lower case, without brackets and without the dot of a rooted name. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

const METADATA_NAMES = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "metadata.azure.internal",
  "instance-data",
  "instance-data.ec2.internal",
  "metadata.tencentyun.com",
]);

/** Beyond link-local: AWS and GCP over IPv6, EKS Pod Identity, Alibaba, Azure, Oracle classic. */
const METADATA = new Set(
  [
    "fd00:ec2::254",
    "fd00:ec2::23",
    "fd20:ce::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
  ].map((address) => ipaddr.parse(address).toNormalizedString()),
);

type Ip = ReturnType<typeof ipaddr.parse>;

/** The IPv4 address inside an IPv6 one that a gateway or the kernel would unwrap. */
function embedded(ip: Ip): Ip {
  if (!(ip instanceof ipaddr.IPv6)) return ip;

  const bytes = ip.toByteArray();
  const isCompatible = bytes.slice(0, 12).every((byte) => byte === 0) && ip.range() === "unicast";
  switch (ip.range()) {
    case "ipv4Mapped":
    case "rfc6145":
    case "rfc6052":
      return new ipaddr.IPv4(bytes.slice(12));
    case "6to4":
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      return isCompatible ? new ipaddr.IPv4(bytes.slice(12)) : ip;
  }
}

function isThisMachine(ip: Ip): boolean {
  if (ip.range() === "loopback" || ip.range() === "unspecified") return true;

  const text = ip.toNormalizedString();
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(
      ({ address }) =>
        ipaddr.isValid(address) && embedded(ipaddr.parse(address)).toNormalizedString() === text,
    ),
  );
}

function refused(host: string, because: string): ConnectionError {
  return new ConnectionError(
    "refused-address",
    `${quoted(host)} is not connected to: ${because}. Use the address of the cluster's API server.`,
  );
}

function withoutUser(text: string): string {
  return text.slice(0, 2000).replace(/\/\/[^/]*@/, "//");
}
