import { count } from "@/lib/format.ts";
import type { PathPain } from "@/lib/snapshot/pain-model.ts";
import { pathRows } from "./namespace-rows.ts";
import { NamespaceTable, type Shown } from "./namespace-table.tsx";

/** How many proxies stand between two pods, and whose they are. */
export function PathDetail({ path, locale, hrefOf }: Shown & { readonly path: PathPain }) {
  const { now, ambient, namespaces } = path;
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="text-sm">
        Of {count(namespaces.length ** 2, locale)} ways, from each namespace of the mesh to each,
        itself too: now {count(now.two, locale)} pass two proxies that read HTTP,{" "}
        {count(now.one, locale)} one and {count(now.none, locale)} none
        {now.unknown > 0 ? `, ${count(now.unknown, locale)} could not be told` : ""}; in ambient
        mode {count(ambient.one, locale)} would pass one and {count(ambient.none, locale)} none
        {ambient.unknown > 0 ? `, ${count(ambient.unknown, locale)} could not be told` : ""}. A
        namespace with some sidecars counts as one with sidecars.
      </p>
      <NamespaceTable
        label="Proxies by namespace"
        heads={["Sidecars", "Pods in ambient", "Waypoint now", "Requires one"]}
        rows={pathRows(path, locale)}
        locale={locale}
        hrefOf={hrefOf}
      />
    </div>
  );
}
