import { clusterPath, samePageOf } from "./cluster-path.ts";
import type { Destination } from "./navigation.ts";
import { clusterDestinations, EVERYWHERE, FLEET } from "./navigation.ts";
import type { ShellCluster } from "./shell-data.ts";

/** Names that the palette asks the server for when it opens. */
export interface PaletteNames {
  readonly namespaces: readonly string[];
  readonly checks: readonly { readonly id: string; readonly title: string }[];
}

export interface PaletteLink {
  readonly key: string;
  readonly href: string;
  readonly label: string;
  /** True for a name from a cluster, shown in mono. */
  readonly name: boolean;
  readonly note: string;
}

export interface PaletteGroup {
  readonly heading: string;
  readonly links: readonly PaletteLink[];
}

/** Where the palette can lead from here, in groups. Empty groups are left out. */
export function paletteGroups(
  pathname: string,
  clusters: readonly ShellCluster[],
  current: ShellCluster | null,
  names: PaletteNames,
): PaletteGroup[] {
  const groups: PaletteGroup[] = [
    {
      heading: "Pages",
      links: [
        page(FLEET),
        ...(current
          ? clusterDestinations(current.id).map((place) => page(place, current.name))
          : []),
        // Beside those of a cluster, pages of the same name need to say whose they are.
        ...EVERYWHERE.map((place) => page(place, current && place.keeps ? "all clusters" : "")),
        page(CONNECT),
      ],
    },
    {
      heading: "Clusters",
      links: clusters
        .filter(({ id }) => id !== current?.id)
        .map(({ id, name }) => link(samePageOf(pathname, id), name, "cluster", true)),
    },
    {
      heading: current ? `Namespaces of ${current.name}` : "Namespaces",
      links: current
        ? names.namespaces.map((name) =>
            link(
              `${clusterPath(current.id)}/namespaces/${encodeURIComponent(name)}`,
              name,
              "namespace",
              true,
            ),
          )
        : [],
    },
    {
      heading: "Checks",
      links: names.checks.map(({ id, title }) =>
        link(`/checks/${encodeURIComponent(id)}`, title, id, false),
      ),
    },
  ];
  return groups.filter(({ links }) => links.length > 0);
}

/**
 * How well an entry answers what was typed, 0 to 1: every word must stand in its texts, and those that begin with what
 * was typed come first. Letters that are merely in the same order are no answer: names of clusters are too long for it.
 */
export function paletteScore(_key: string, typed: string, keywords: string[] = []): number {
  const wanted = typed.trim().toLowerCase();
  const texts = keywords.map((text) => text.toLowerCase());
  if (!wanted.split(/\s+/).every((word) => texts.some((text) => text.includes(word)))) return 0;
  return texts.some((text) => text.startsWith(wanted)) ? 1 : 0.5;
}

const CONNECT = { href: "/connect", label: "Connect a cluster" };

function page({ href, label }: Pick<Destination, "href" | "label">, note = ""): PaletteLink {
  return link(href, label, note, false);
}

function link(href: string, label: string, note: string, name: boolean): PaletteLink {
  return { key: `${note} ${href}`, href, label, name, note };
}
