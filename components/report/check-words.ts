import type { CheckGroup } from "@/lib/checks/define.ts";

/** Groups of the catalogue, in the order of its page. */
export const CHECK_GROUPS: readonly {
  readonly group: CheckGroup;
  readonly title: string;
  readonly about: string;
}[] = [
  {
    group: "platform",
    title: "Cluster and platform",
    about: "Versions, ambient components and what the platform needs.",
  },
  {
    group: "topology",
    title: "Topology",
    about: "Meshes that span clusters, and virtual machines.",
  },
  {
    group: "workloads",
    title: "Workloads and network",
    about: "Pods that cannot be captured, and network policies in the way.",
  },
  {
    group: "security",
    title: "Authorization and authentication",
    about: "Rules that would deny, do nothing or fail open without a sidecar.",
  },
  {
    group: "traffic",
    title: "Traffic, extensions and telemetry",
    about: "Routing rules and filters that only an L7 proxy applies.",
  },
  {
    group: "waypoints",
    title: "Waypoints and progress",
    about: "Waypoints that are needed, and what is left half way.",
  },
];
