import { count, counted } from "@/lib/format.ts";
import type { UpgradePain } from "@/lib/snapshot/pain-model.ts";
import { upgradeRows } from "./namespace-rows.ts";
import { NamespaceTable, type Shown } from "./namespace-table.tsx";

/** What restarts for the next version, and where. */
export function UpgradeDetail({
  upgrade,
  locale,
  hrefOf,
}: Shown & { readonly upgrade: UpgradePain }) {
  const { versions, waypoints, gateways, ztunnels, olderGateways } = upgrade;
  const apart = [
    counted(waypoints, "waypoint", "waypoints", locale),
    counted(gateways, "gateway", "gateways", locale),
    counted(ztunnels, "ztunnel", "ztunnels", locale),
  ];
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <p className="text-sm">
        Pods of their own, which restart without an application: {apart.join(", ")}
        {olderGateways > 0
          ? `; ${count(olderGateways, locale)} of the waypoints and gateways are older than their istiod`
          : ""}
        .
      </p>
      {versions.length > 0 ? (
        <p className="text-sm">
          Sidecars by version:{" "}
          {versions
            .map(({ version, pods }) => `${version ?? "not told"} (${count(pods, locale)})`)
            .join(", ")}
          .
        </p>
      ) : null}
      <NamespaceTable
        label="Pods to restart by namespace"
        heads={["Must restart", "Older than istiod", "Could not tell"]}
        rows={upgradeRows(upgrade, locale)}
        locale={locale}
        hrefOf={hrefOf}
      />
    </div>
  );
}
