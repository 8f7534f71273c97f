import { TESTERS } from "../metrics/rhythm.ts";
import type { Story } from "../metrics/story.ts";

/** One namespace after the other moves, and each tells something else of it. */
export const STAGING_STORY: Story = {
  rhythm: TESTERS,
  perReplica: [0.8, 4],
  // Its disk was full: from ten in the evening until somebody came to work, the early scan of the day included.
  outages: [{ daysAgo: 9, hour: -2, hours: 11 }],
  namespaces: {
    // Fast answers, so that the two hops of a sidecar are felt when they go.
    reviews: { median: 8, sidecar: 2.6, ztunnel: 0.4 },
    // Slow answers, in which no proxy is felt.
    loyalty: { median: 72, sidecar: 1.2, ztunnel: 0.5 },
    wishlists: { median: 62, sidecar: 1.1, ztunnel: 0.4 },
    // A campaign began on the day it moved: what is slower or faster since says nothing about the move.
    vouchers: { median: 7, surge: { daysAgo: 25, times: 1.7 } },
    baskets: { median: 58, sidecar: 1.2, ztunnel: 0.6 },
    // Each page asks its own service for many fragments, and every one of these calls now passes the waypoint.
    content: { median: 40, throughWaypoint: 26 },
    "customer-profile": { median: 54, sidecar: 1.4, ztunnel: 0.6 },
    search: { errors: 0.004, incident: { daysAgo: 5, share: 0.09 } },
    geo: { errors: 0 },
  },
};
