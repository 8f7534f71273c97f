/** The clusters that "Explore the demo fleet" connects, apart from the code that builds them. */
export const DEMO_CLUSTERS: readonly string[] = ["prod-eu", "staging", "dev"];

/** Days of sample history before the moment a demo cluster was connected. */
export const HISTORY_DAYS = 60;
