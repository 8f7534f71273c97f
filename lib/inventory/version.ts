import type { IstioVersion } from "./facts.ts";
import type { Labels, PodShape } from "./model.ts";

/**
 * Reads a version such as "1.27.3", "v1.27.3-distroless", "1.28-alpha.0a1b2c" or "1.26.4-solo-fips". Null when the
 * text names no patch release ("latest", "1.27", a digest): a version is never guessed.
 */
export function parseIstioVersion(text: string): IstioVersion | null {
  const found = VERSION.exec(text.slice(0, LONGEST));
  if (!found) return null;

  const [, major, minor, patch, suffix = ""] = found;
  const prerelease = PRERELEASE.exec(suffix)?.[0];
  if (patch === undefined && prerelease === undefined) return null;

  return {
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? 0 : Number(patch),
    prerelease: prerelease === undefined ? "" : prerelease,
    text: text.slice(0, LONGEST),
  };
}

/** Negative when `a` is older. A pre-release is older than its release; a vendor's or image variant's suffix does not count. */
export function compareVersions(a: IstioVersion, b: IstioVersion): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** True from the given release on; a bound without patch, such as "1.25", means its first release. */
export function atLeast(version: IstioVersion, bound: string): boolean {
  return compareVersions(version, boundary(bound)) >= 0;
}

/** "1.27" */
export function minorText({ major, minor }: IstioVersion): string {
  return `${major}.${minor}`;
}

/** How many minors `a` is ahead of `b`; negative when behind. Infinite across majors. */
export function minorsAhead(a: IstioVersion, b: IstioVersion): number {
  if (a.major !== b.major) return a.major > b.major ? Infinity : -Infinity;
  return a.minor - b.minor;
}

export function oldest(versions: readonly IstioVersion[]): IstioVersion | null {
  const [first, ...rest] = versions;
  if (!first) return null;
  return rest.reduce((low, version) => (compareVersions(version, low) < 0 ? version : low), first);
}

/**
 * The version of an Istio component: the tag of its container's image, or the labels the charts write when the image is
 * pinned by digest. Source: istio/istio manifests/charts/istio-control/istio-discovery/templates/deployment.yaml.
 */
export function componentVersion(
  shape: PodShape,
  container: string,
  labels: Labels,
): { readonly version: IstioVersion | null; readonly vendor: string | null } {
  const image = shape.containers.find(({ name }) => name === container)?.image;
  const tagged = image === undefined ? null : parseIstioVersion(imageTag(image));
  const version = tagged ?? labelledVersion(labels) ?? labelledVersion(shape.labels);

  return { version, vendor: vendorOf(image, version) };
}

/** The version of an image tag, such as that of a pod's istio-proxy container. */
export function imageVersion(image: string): IstioVersion | null {
  return parseIstioVersion(imageTag(image));
}

function imageTag(image: string): string {
  const [reference = ""] = image.split("@", 1);
  const name = reference.slice(reference.lastIndexOf("/") + 1);
  const colon = name.indexOf(":");
  return colon < 0 ? "" : name.slice(colon + 1);
}

function labelledVersion(labels: Labels): IstioVersion | null {
  for (const key of ["app.kubernetes.io/version", "operator.istio.io/version"]) {
    const text = labels[key];
    const version = text === undefined ? null : parseIstioVersion(text);
    if (version) return version;
  }
  return null;
}

function vendorOf(image: string | undefined, version: IstioVersion | null): string | null {
  const suffix = version ? version.text.toLowerCase() : "";
  const path = image === undefined ? "" : image.slice(0, LONGEST).toLowerCase();
  const known = VENDORS.find(
    ({ inTag, inPath }) => suffix.includes(inTag) || inPath.some((part) => path.includes(part)),
  );
  if (known) return known.vendor;

  const unknown = suffix
    .split("-")
    .slice(1)
    .find((word) => WORD.test(word) && !VARIANTS.has(word) && !PRERELEASE.test(word));
  return unknown === undefined ? null : unknown;
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;

  const left = a.split(".");
  const right = b.split(".");
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const one = left[at];
    const other = right[at];
    if (one === undefined) return -1;
    if (other === undefined) return 1;
    if (one === other) continue;
    const numeric = DIGITS.test(one) && DIGITS.test(other);
    return numeric ? Number(one) - Number(other) : one < other ? -1 : 1;
  }
  return 0;
}

function boundary(bound: string): IstioVersion {
  const [major, minor, patch = "0"] = bound.split(".");
  return {
    major: Number(major),
    minor: Number(minor),
    patch: Number(patch),
    prerelease: "",
    text: bound,
  };
}

const LONGEST = 256;
const VERSION = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,5}))?(?:[-+](.{1,200}))?$/;
const PRERELEASE = /^(?:alpha|beta|rc|dev)(?:\.[0-9A-Za-z.]{0,100})?/;
const DIGITS = /^\d{1,9}$/;
const WORD = /^[a-z]{3,40}$/;
const VARIANTS = new Set(["distroless", "debug", "fips"]);

const VENDORS: readonly { vendor: string; inTag: string; inPath: readonly string[] }[] = [
  { vendor: "solo", inTag: "-solo", inPath: ["/gloo-mesh/", "soloio/", "/solo-"] },
  { vendor: "asm", inTag: "-asm", inPath: ["/asm/"] },
  { vendor: "tetrate", inTag: "-tetrate", inPath: ["tetrate"] },
  { vendor: "openshift-service-mesh", inTag: "-ossm", inPath: ["/openshift-service-mesh"] },
  { vendor: "aks", inTag: "-aks", inPath: ["mcr.microsoft.com/oss/"] },
];
