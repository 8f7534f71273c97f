import type { Injection } from "./facts.ts";
import { labelOf, matchesSelector, namespaceLabels, selectsEverything } from "./labels.ts";
import type { ConfigMap, LabelSelector, Labels, WebhookConfiguration } from "./model.ts";
import type { Place } from "./places.ts";
import { field, listOf, textOf, toSelector, yamlIn } from "./yaml-text.ts";

/** What of a pod decides about its injection. */
export interface InjectionSubject {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly hostNetwork: boolean;
}

/** How pods are chosen: by the injector's webhooks as they stand, or from labels where those could not be read. */
export interface InjectionRules {
  /** null: judge by labels. */
  readonly injectors: readonly Injector[] | null;
  readonly settings: ReadonlyMap<string, InjectorSettings>;
}

interface Injector {
  readonly configuration: string;
  readonly webhook: string;
  /** The tag, or the revision where the configuration belongs to no tag. */
  readonly revision: string;
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
  readonly settings: InjectorSettings;
}

/** What the injector itself still decides after the webhook called it. */
interface InjectorSettings {
  readonly enabled: boolean;
  readonly never: readonly LabelSelector[];
  readonly always: readonly LabelSelector[];
}

/** A pod without labels of its own: what a namespace says about new pods. */
export const NEW_POD: InjectionSubject = { labels: {}, annotations: {}, hostNetwork: false };

/**
 * @param webhooks null when they could not be read: the labels then decide alone, and revisions and tags that a label
 *   names are taken to exist.
 */
export function injectionRules(
  webhooks: readonly WebhookConfiguration[] | null,
  configMaps: readonly ConfigMap[],
): InjectionRules {
  const settings = settingsByRevision(configMaps);
  if (webhooks === null) return { injectors: null, settings };

  return {
    settings,
    injectors: injectorConfigurations(webhooks).flatMap(({ ref, labels, webhooks: hooks }) => {
      const owner = labels["istio.io/rev"] ?? "default";
      const revision = labels["istio.io/tag"] ?? owner;
      return hooks
        .filter(({ name }) => isInjector(name))
        .map(({ name, namespaceSelector, objectSelector }) => ({
          configuration: ref.name,
          webhook: name,
          revision,
          namespaceSelector,
          objectSelector,
          settings: settings.get(owner) ?? DEFAULT_SETTINGS,
        }));
    }),
  };
}

/** The configurations that hold an injector webhook, in the order of their names, as the API server calls them. */
export function injectorConfigurations(
  webhooks: readonly WebhookConfiguration[],
): readonly WebhookConfiguration[] {
  return webhooks
    .filter((configuration) => configuration.webhooks.some(({ name }) => isInjector(name)))
    .toSorted((a, b) => (a.ref.name < b.ref.name ? -1 : 1));
}

/**
 * Whether a new pod would get a sidecar in this namespace. Sources: istio/istio
 * manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml (which pods reach the injector) and
 * pkg/kube/inject/inject.go, injectRequired (what it does with them).
 */
export function injectionOf(rules: InjectionRules, place: Place, pod: InjectionSubject): Injection {
  const called =
    rules.injectors === null || place.assumed !== null
      ? matchingLabels(rules.settings, place, pod)
      : matchingWebhook(rules.injectors, place, pod);
  if ("because" in called) return called;

  const refused = refusal(called.settings, place.name, pod);
  return refused === null
    ? { injected: true, revision: called.revision, because: place.assumed ?? called.reason }
    : { injected: false, revision: null, because: refused };
}

type Called = Injection | { revision: string; settings: InjectorSettings; reason: string };

function matchingWebhook(
  injectors: readonly Injector[],
  { name, labels }: Place,
  pod: InjectionSubject,
): Called {
  if (injectors.length === 0) return not("No sidecar injector is installed.");

  const seen = namespaceLabels(name, labels);
  const hit = injectors.find(
    ({ namespaceSelector, objectSelector }) =>
      matchesSelector(namespaceSelector, seen) && matchesSelector(objectSelector, pod.labels),
  );
  if (!hit) return not(`No injector webhook matches: ${labelsSay(labels, pod.labels)}.`);

  const { revision, settings, configuration, webhook } = hit;
  return {
    revision,
    settings,
    reason: `Webhook ${webhook} of ${configuration} matches: ${labelsSay(labels, pod.labels)}.`,
  };
}

function matchingLabels(
  settings: ReadonlyMap<string, InjectorSettings>,
  { labels, assumed }: Place,
  pod: InjectionSubject,
): Called {
  const injection = labels["istio-injection"];
  const revision = labels["istio.io/rev"];
  const podInject = pod.labels["sidecar.istio.io/inject"];
  const podRevision = pod.labels["istio.io/rev"];
  const say = labelsSay(labels, pod.labels);
  const by = (name: string): Called => ({
    revision: name,
    settings: settings.get(name) ?? DEFAULT_SETTINGS,
    reason: `By the labels alone, since no injector webhook could be read: ${say}.`,
  });

  if (injection !== undefined) {
    return injection === "enabled" && podInject !== "false"
      ? by("default")
      : not(assumed ?? sentence(say));
  }
  if (revision !== undefined) {
    return revision !== "" && podInject !== "false" ? by(revision) : not(assumed ?? sentence(say));
  }
  if (podRevision !== undefined) {
    return podRevision !== "" && podInject !== "false"
      ? by(podRevision)
      : not(assumed ?? sentence(say));
  }
  return podInject === "true" ? by("default") : not(assumed ?? sentence(say));
}

function refusal(
  { enabled, never, always }: InjectorSettings,
  namespace: string,
  { labels, annotations, hostNetwork }: InjectionSubject,
): string | null {
  if (hostNetwork) return "The injector leaves out pods on the host's network.";
  if (IGNORED_NAMESPACES.has(namespace)) return `The injector leaves out namespace ${namespace}.`;

  const asked = labels["sidecar.istio.io/inject"] ?? annotations["sidecar.istio.io/inject"];
  if (asked === "true") return null;
  if (asked === "false") return "The pod says sidecar.istio.io/inject=false.";

  if (never.some((selector) => matchesSelector(selector, labels))) {
    return "The injector's neverInjectSelector matches the pod.";
  }
  if (enabled || always.some((selector) => matchesSelector(selector, labels))) return null;
  return "The injector's policy is disabled, and the pod does not ask for a sidecar.";
}

/** "namespace istio-injection=enabled, pod sidecar.istio.io/inject=false", or that no label says anything. */
function labelsSay(namespace: Labels, pod: Labels): string {
  const said = [
    ...DECIDING.namespace.map((key) => ["namespace", key, labelOf(namespace, key)] as const),
    ...DECIDING.pod.map((key) => ["pod", key, labelOf(pod, key)] as const),
  ].flatMap(([whose, key, value]) =>
    value === undefined ? [] : [`${whose} ${key}=${value.slice(0, 100)}`],
  );
  return said.length === 0
    ? "neither namespace nor pod carries an injection label"
    : said.join(", ");
}

function settingsByRevision(
  configMaps: readonly ConfigMap[],
): ReadonlyMap<string, InjectorSettings> {
  const settings = new Map<string, InjectorSettings>();
  for (const { ref, data } of configMaps) {
    if (ref.name !== INJECTOR_CONFIG && !ref.name.startsWith(`${INJECTOR_CONFIG}-`)) continue;
    const config = yamlIn(data, "config");
    const revision =
      ref.name === INJECTOR_CONFIG ? "default" : ref.name.slice(INJECTOR_CONFIG.length + 1);
    settings.set(revision, {
      enabled: textOf(field(config, "policy")) !== "disabled",
      never: selectorsIn(config, "neverInjectSelector"),
      always: selectorsIn(config, "alwaysInjectSelector"),
    });
  }
  return settings;
}

function selectorsIn(config: unknown, key: string): readonly LabelSelector[] {
  return listOf(field(config, key)).flatMap((entry) => {
    const selector = toSelector(entry);
    return selector === null || selectsEverything(selector) ? [] : [selector];
  });
}

function isInjector(webhook: string): boolean {
  return webhook.endsWith("sidecar-injector.istio.io");
}

function not(because: string): Injection {
  return { injected: false, revision: null, because };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const INJECTOR_CONFIG = "istio-sidecar-injector";
const DEFAULT_SETTINGS: InjectorSettings = { enabled: true, never: [], always: [] };

/** istio/istio pkg/config/analysis/analyzers/util and pkg/kube/inject: IgnoredNamespaces. */
const IGNORED_NAMESPACES = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "local-path-storage",
]);

const DECIDING = {
  namespace: ["istio-injection", "istio.io/rev"],
  pod: ["sidecar.istio.io/inject", "istio.io/rev"],
} as const;
