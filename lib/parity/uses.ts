import { unreadIn } from "../inventory/doubt.ts";
import type { Inventory } from "../inventory/facts.ts";
import type { Collected, ObjectRef, RecordName, Unread, Witnessed } from "../inventory/model.ts";
import { FEATURES } from "./features.ts";
import { type FeatureUse, OBJECTS_KEPT } from "./model.ts";
import { DOUBT, ENTRIES, type Entry, type Rule, SEEN } from "./rules.ts";

/**
 * Which features a cluster uses, in the order of FEATURES, with the objects that prove it. What could not be read makes
 * a feature "could-not-tell" unless something else proves its use. null when nobody looked for features while the
 * objects were read, as in dumps imported by an older version of the product.
 */
export function featureUses(
  collected: Collected,
  inventory: Pick<Inventory, "slices">,
): readonly FeatureUse[] | null {
  const { witnessed } = collected;
  if (!witnessed) return null;
  const seen = index(witnessed.groups);
  const world: World = {
    asked: new Set(witnessed.rules),
    satisfying: (rule) => seen.get(rule.name) ?? NOBODY,
    doubted: (rule) => seen.get(`${DOUBT}${rule.name}`) ?? NOBODY,
    unread: unreadBy(collected),
    counts: judged(inventory),
    unreadIn: (namespace) => unreadIn(namespace, inventory.slices.meshNamespaces),
    rootNamespaces: rootNamespaces(inventory),
  };
  return FEATURES.map(({ id }) => useOf(id, ENTRIES.get(id) ?? [], world));
}

interface World {
  readonly asked: ReadonlySet<string>;
  readonly satisfying: (rule: Rule) => readonly Seen[];
  readonly doubted: (rule: Rule) => readonly Seen[];
  readonly unread: (resource: string) => readonly Unread[];
  /** Whether objects of applications in this namespace tell something about the mesh. */
  readonly counts: (namespace: string) => boolean;
  /** What was not read of a namespace, and might have shown that it belongs to the mesh. */
  readonly unreadIn: (namespace: string) => readonly Unread[];
  readonly rootNamespaces: ReadonlySet<string>;
}

/** A group of objects, and the value it was seen with by rules that count values. */
interface Seen {
  readonly group: Witnessed;
  readonly value: string | null;
}

const NOBODY: readonly Seen[] = [];

function index(groups: readonly Witnessed[]): ReadonlyMap<string, readonly Seen[]> {
  const byRule = new Map<string, Seen[]>();
  for (const group of groups) {
    for (const text of group.rules) {
      const at = text.indexOf(SEEN);
      const name = at < 0 ? text : text.slice(0, at);
      const seen = { group, value: at < 0 ? null : text.slice(at + 1) };
      const known = byRule.get(name);
      if (known) known.push(seen);
      else byRule.set(name, [seen]);
    }
  }
  return byRule;
}

function useOf(feature: string, entries: readonly Entry[], world: World): FeatureUse {
  const findings = entries.map((entry) => evaluate(entry, world));
  const groups = [...new Set(findings.flatMap(({ groups }) => groups))];
  const objects = distinct(groups.flatMap(({ objects }) => objects)).toSorted(byPlace);
  const unnamed = groups.reduce((sum, { count, objects }) => sum + count - objects.length, 0);
  const unread = withoutRepeats(findings.flatMap(({ unread }) => unread));
  const local = new Set(
    findings.flatMap(({ scope, groups }) => (scope === "namespace" ? groups : [])),
  );
  const meshWide = [...local].some((group) => isMeshWide(group, world));
  return {
    feature,
    used:
      groups.length > 0
        ? "used"
        : unread.length > 0 || entries.length === 0
          ? "could-not-tell"
          : "not-used",
    objects: objects.slice(0, OBJECTS_KEPT),
    objectCount: objects.length + unnamed,
    namespaces: [...new Set([...local].flatMap(({ namespace }) => namespace ?? []))].toSorted(),
    unread: unread.slice(0, MOST_UNREAD),
    ...(meshWide && { meshWide }),
  };
}

const MOST_UNREAD = 10;

interface Found {
  readonly scope: Rule["scope"];
  readonly groups: readonly Witnessed[];
  /** What might have shown a use, or does not let one be excluded. */
  readonly unread: readonly Unread[];
}

function evaluate({ rule, requires, requiresAbsent }: Entry, world: World): Found {
  const { scope } = rule;
  const unread: Unread[] = [...unreadFor(rule, world)];
  const all = hits(rule, world);
  const { speaking = [], silent = [] } = Object.groupBy(all, (group) =>
    speaks(group, rule, world) ? "speaking" : "silent",
  );
  let groups = speaking;
  unread.push(...silent.flatMap(({ namespace }) => world.unreadIn(namespace ?? "")));

  for (const other of requires) {
    const held = holdersOf(other, hits(other, world));
    const kept = groups.filter((group) => held(group.namespace));
    if (kept.length < groups.length || groups.length === 0) unread.push(...unreadFor(other, world));
    groups = kept;
  }
  for (const other of requiresAbsent) {
    const held = holdersOf(other, hits(other, world));
    groups = groups.filter((group) => !held(group.namespace));
    const doubts = unreadFor(other, world);
    // What could not be read might be there, and then the rule would not hold.
    if (groups.length > 0 && doubts.length > 0) {
      unread.push(...doubts);
      groups = [];
    }
  }
  return { scope, groups, unread: mayMatter(rule, unread, world) };
}

/** Without any object of its first rule an entry cannot hold, whatever else was not read. */
function mayMatter(rule: Rule, unread: readonly Unread[], world: World): readonly Unread[] {
  const settled = hits(rule, world).length === 0 && unreadFor(rule, world).length === 0;
  return settled ? [] : unread;
}

/** Groups that satisfy the rule; for a rule that counts values, all of them once there are enough. */
function hits(rule: Rule, world: World): readonly Witnessed[] {
  const seen = world.satisfying(rule);
  const { moreThan } = rule;
  if (moreThan === null) return seen.map(({ group }) => group);

  const byScope = Map.groupBy(seen, ({ group }) =>
    rule.scope === "cluster" ? null : group.namespace,
  );
  return [...byScope.values()]
    .filter((together) => new Set(together.map(({ value }) => value)).size > moreThan)
    .flatMap((together) => together.map(({ group }) => group));
}

function holdersOf(
  { scope }: Rule,
  groups: readonly Witnessed[],
): (namespace: string | null) => boolean {
  if (scope === "cluster") return () => groups.length > 0;
  const namespaces = new Set(groups.map(({ namespace }) => namespace));
  return (namespace) => namespaces.has(namespace);
}

/** Objects of applications speak for the mesh only where the mesh is; Istio's own speak anywhere. */
function speaks(group: Witnessed, { scope, resource }: Rule, { counts }: World): boolean {
  if (scope === "cluster" || group.namespace === null || resource === null) return true;
  return !OF_APPLICATIONS.has(resource.slice) || counts(group.namespace);
}

const OF_APPLICATIONS = new Set<RecordName>(["pods", "workloads", "services", "networkPolicies"]);

/** Istio applies its own resources in the root namespace to every namespace. */
function isMeshWide({ namespace, objects: [first] }: Witnessed, world: World): boolean {
  return (
    namespace !== null &&
    world.rootNamespaces.has(namespace) &&
    first?.group.endsWith(".istio.io") === true
  );
}

function unreadFor(rule: Rule, world: World): readonly Unread[] {
  const { resource } = rule;
  if (resource === null) {
    return [{ resource: rule.kind, reason: "failed", detail: `No scan reads ${rule.kind}.` }];
  }
  if (!world.asked.has(rule.name)) {
    return [
      {
        resource: resource.resource,
        reason: "failed",
        detail: `${resource.resource} were imported before this feature was looked for. Import them again.`,
      },
    ];
  }
  return [
    ...world.unread(resource.resource),
    ...world.doubted(rule).flatMap(({ group }) =>
      group.objects.map(
        (object): Unread => ({
          resource: resource.resource,
          reason: "unparsed",
          object,
          detail: `${object.kind} ${object.name} is too large to be searched.`,
        }),
      ),
    ),
  ];
}

function unreadBy({ slices }: Collected): World["unread"] {
  const known = new Map<string, Unread[]>();
  for (const slice of new Set(Object.values(slices))) {
    if (slice.read === "complete") continue;
    for (const unread of slice.unread) {
      const list = known.get(unread.resource) ?? [];
      known.set(unread.resource, list);
      if (list.length < MOST_UNREAD) list.push(unread);
    }
  }
  return (resource) => known.get(resource) ?? [];
}

/** Namespaces of the mesh; all but those of the system where no mesh was found, or nothing is known about them. */
function judged({ slices: { meshNamespaces } }: Pick<Inventory, "slices">): World["counts"] {
  if (meshNamespaces.read === "unread") return () => true;
  const known = new Map(meshNamespaces.items.map((namespace) => [namespace.name, namespace]));
  const isMeshed = ({ candidate, partial }: (typeof meshNamespaces.items)[number]) =>
    candidate || partial !== null;
  const mesh = meshNamespaces.items.some(isMeshed);
  return (name) => {
    const namespace = known.get(name);
    if (!namespace) return true;
    return mesh ? isMeshed(namespace) : namespace.excluded === null;
  };
}

function rootNamespaces({ slices: { meshConfigs } }: Pick<Inventory, "slices">): Set<string> {
  const configured = meshConfigs.read === "unread" ? [] : meshConfigs.items;
  const names = configured.map(({ rootNamespace }) => rootNamespace);
  return new Set(names.length > 0 ? names : ["istio-system"]);
}

function withoutRepeats(unread: readonly Unread[]): readonly Unread[] {
  return [...new Map(unread.map((each) => [`${each.resource} ${each.detail}`, each])).values()];
}

/** A workload may be seen by its pods and by its template. */
function distinct(objects: readonly ObjectRef[]): readonly ObjectRef[] {
  const key = ({ group, kind, namespace, name }: ObjectRef) =>
    `${group}/${kind}/${namespace}/${name}`;
  return [...new Map(objects.map((object) => [key(object), object])).values()];
}

function byPlace(a: ObjectRef, b: ObjectRef): number {
  return compare(a.namespace ?? "", b.namespace ?? "") || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
