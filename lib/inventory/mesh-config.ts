import type { ControlPlane, MeshConfig } from "./facts.ts";
import type { ConfigMap, LabelSelector } from "./model.ts";
import { field, keysOf, listOf, textOf, toSelector, yamlIn } from "./yaml-text.ts";

/**
 * One per control plane, or one for the default revision when none is known; never empty. Defaults are Istio's own:
 * https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/
 *
 * @param readInFull whether a ConfigMap that is not in the list does not exist
 */
export function meshConfigs(
  planes: readonly Pick<ControlPlane, "ref" | "revision" | "external">[],
  configMaps: readonly ConfigMap[],
  readInFull: boolean,
): readonly MeshConfig[] {
  const maps = configMaps.filter(({ data }) => Object.hasOwn(data, "mesh"));
  const places = planes.map(({ ref, revision, external }) => ({
    revision,
    namespace: external ? null : ref.namespace,
    external,
  }));
  const wanted =
    places.length > 0 ? places : [{ revision: "default", namespace: null, external: false }];

  return wanted.map(({ revision, namespace, external }) => {
    const name = revision === "default" ? "istio" : `istio-${revision}`;
    const map = maps.find(
      ({ ref }) => ref.name === name && (namespace === null || ref.namespace === namespace),
    );
    return map ? read(map, revision) : defaults(revision, namespace, external || !readInFull);
  });
}

/** The configuration of a revision; the default's, or the only one, when that revision has none. */
export function meshConfigFor(
  configs: readonly MeshConfig[],
  revision: string,
): MeshConfig | undefined {
  return (
    configs.find((config) => config.revision === revision) ??
    configs.find((config) => config.revision === "default") ??
    configs[0]
  );
}

/** Root namespaces of every control plane, each once; "istio-system" when nothing names one. */
export function rootNamespaces(configs: readonly MeshConfig[]): ReadonlySet<string> {
  const named = configs.map(({ rootNamespace }) => rootNamespace);
  return new Set(named.length > 0 ? named : ["istio-system"]);
}

/** The root namespace of the default mesh configuration: where mesh-wide policies live. */
export function rootNamespaceOf(configs: readonly MeshConfig[]): string {
  const config = meshConfigFor(configs, "default");
  return config ? config.rootNamespace : "istio-system";
}

/**
 * Whether every mesh configuration that names a root namespace was read. Otherwise a policy of any namespace may hold for
 * the whole mesh, whatever rootNamespaceOf answers. null: no mesh configuration could be worked out.
 */
export function rootNamespaceKnown(configs: readonly MeshConfig[] | null): boolean {
  return configs?.every(({ assumed }) => !assumed) ?? false;
}

function read(map: ConfigMap, revision: string): MeshConfig {
  const mesh = yamlIn(map.data, "mesh");
  if (mesh === undefined || mesh === null || typeof mesh !== "object") {
    const unreadable = defaults(revision, map.ref.namespace, true);
    return { ...unreadable, ref: map.ref, networks: networksIn(map) };
  }

  const fallback = defaults(revision, map.ref.namespace, false);
  return {
    ref: map.ref,
    revision,
    known: true,
    assumed: false,
    trustDomain: textIn(mesh, "trustDomain") ?? fallback.trustDomain,
    trustDomainAliases: textsIn(mesh, "trustDomainAliases"),
    rootNamespace: textIn(mesh, "rootNamespace") ?? fallback.rootNamespace,
    discoverySelectors: listOf(field(mesh, "discoverySelectors")).flatMap(
      (entry): LabelSelector[] => {
        const selector = toSelector(entry);
        return selector === null ? [] : [selector];
      },
    ),
    outboundMode:
      field(field(mesh, "outboundTrafficPolicy"), "mode") === "REGISTRY_ONLY"
        ? "REGISTRY_ONLY"
        : "ALLOW_ANY",
    extensionProviders: listOf(field(mesh, "extensionProviders")).flatMap((provider) => {
      const name = textIn(provider, "name");
      return name === undefined ? [] : [name];
    }),
    networks: networksIn(map),
    enablePrometheusMerge: field(mesh, "enablePrometheusMerge") !== false,
  };
}

function defaults(revision: string, namespace: string | null, assumed: boolean): MeshConfig {
  return {
    ref: null,
    revision,
    known: false,
    assumed,
    trustDomain: "cluster.local",
    trustDomainAliases: [],
    rootNamespace: namespace === null ? "istio-system" : namespace,
    discoverySelectors: [],
    outboundMode: "ALLOW_ANY",
    extensionProviders: [],
    networks: [],
    enablePrometheusMerge: true,
  };
}

/** The chart always writes the key, as the text "networks: {}"; only parsed entries count. */
export function networksIn({ data }: ConfigMap): readonly string[] {
  return keysOf(field(yamlIn(data, "meshNetworks"), "networks"));
}

function textIn(value: unknown, key: string): string | undefined {
  const text = textOf(field(value, key));
  return text === "" ? undefined : text;
}

function textsIn(value: unknown, key: string): readonly string[] {
  return listOf(field(value, key)).flatMap((entry) => {
    const text = textOf(entry);
    return text === undefined ? [] : [text];
  });
}
