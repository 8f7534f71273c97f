import { DEVELOPERS } from "../metrics/rhythm.ts";
import type { Story } from "../metrics/story.ts";

/** So little traffic that a quantile of one hour stands on a few hundred requests. */
export const DEV_STORY: Story = {
  rhythm: DEVELOPERS,
  perReplica: [0.05, 0.5],
  outages: [],
  namespaces: {
    search: { median: 9, sidecar: 2.4, ztunnel: 0.4 },
    orders: { median: 56, sidecar: 1.1, ztunnel: 0.5 },
    catalog: { median: 34, throughWaypoint: 2 },
    payments: { median: 64, sidecar: 1.2, ztunnel: 0.6 },
    checkout: { median: 52, sidecar: 1.2, ztunnel: 0.6 },
  },
};
