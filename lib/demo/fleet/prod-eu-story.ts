import { SHOPPERS } from "../metrics/rhythm.ts";
import type { Story } from "../metrics/story.ts";

/** Nothing has moved yet; all of its traffic is told by sidecars. */
export const PROD_EU_STORY: Story = {
  rhythm: SHOPPERS,
  perReplica: [6, 26],
  outages: [{ daysAgo: 20, hour: 15, hours: 3 }],
  namespaces: {
    "partner-api": { gateway: "partners-istio" },
    search: { median: 46 },
    checkout: { median: 38, incident: { daysAgo: 12, share: 0.06 } },
    "legacy-erp": { median: 210, errors: 0.012 },
    geo: { errors: 0 },
  },
};
