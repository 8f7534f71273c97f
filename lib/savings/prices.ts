/** Prices that can be offered because somebody published them. Whoever has a bill of his own gives his own. */

export interface PricePreset {
  readonly id: string;
  readonly cloud: string;
  /** "us-central1", "us-central1, spot"; what the source says of where it holds. */
  readonly region: string;
  readonly usdPerVcpuHour: number;
  readonly usdPerGibHour: number;
  /** When these were read, such as "2026-10". */
  readonly asOf: string;
  readonly source: { readonly title: string; readonly url: string };
  readonly note: string;
}

const OPENCOST = "https://github.com/opencost/opencost/blob/develop/configs";

/**
 * Clouds that publish one price per machine, not per vCPU and GiB, are not here: splitting it would be a guess. OpenCost
 * carries Google's numbers for AWS and Azure too, to divide a machine's price in proportion; they are no prices of these.
 */
export const PRICE_PRESETS: readonly PricePreset[] = [
  {
    id: "gcp-us-central1",
    cloud: "Google Cloud",
    region: "us-central1",
    usdPerVcpuHour: 0.031611,
    usdPerGibHour: 0.004237,
    asOf: "2026-11",
    source: { title: "OpenCost's default prices", url: `${OPENCOST}/default.json` },
    note: "List prices on demand, without discounts for commitment or use.",
  },
  {
    id: "gcp-us-central1-spot",
    cloud: "Google Cloud",
    region: "us-central1, spot",
    usdPerVcpuHour: 0.006655,
    usdPerGibHour: 0.000892,
    asOf: "2026-11",
    source: { title: "OpenCost's default prices", url: `${OPENCOST}/default.json` },
    note: "For nodes that may be taken away at any time. Such prices move; see your own bill.",
  },
  {
    id: "oracle",
    cloud: "Oracle Cloud",
    region: "default",
    usdPerVcpuHour: 0.015,
    usdPerGibHour: 0.002,
    asOf: "2026-11",
    source: { title: "OpenCost's prices for Oracle", url: `${OPENCOST}/oracle.json` },
    note: "What OpenCost counts where it knows no price of the shape.",
  },
];
