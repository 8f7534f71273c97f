/** Prices that can be offered because somebody published them. Whoever has a bill of his own gives his own. */

export interface PricePreset {
  readonly id: string;
  readonly cloud: string;
  readonly region: string;
  readonly usdPerVcpuHour: number;
  readonly usdPerGibHour: number;
  /** When these were read, such as "2026-10". */
  readonly asOf: string;
  readonly source: { readonly title: string; readonly url: string };
  readonly note: string;
}

/** Clouds that publish one price per machine, not per vCPU and GiB, are not here: splitting it would be a guess. */
export const PRICE_PRESETS: readonly PricePreset[] = [
  {
    id: "gcp-us-central1",
    cloud: "Google Cloud",
    region: "us-central1",
    usdPerVcpuHour: 0.031611,
    usdPerGibHour: 0.004237,
    asOf: "2026-10",
    source: {
      title: "OpenCost's default prices",
      url: "https://github.com/opencost/opencost/blob/develop/configs/default.json",
    },
    note: "List prices on demand, without discounts for commitment or use.",
  },
];
