/** Where a cluster's metrics are asked for. Stored with the cluster; the secret part is stored apart, sealed. */
export type MetricsSource =
  /** Prometheus, or what speaks as it does: Thanos, Mimir, VictoriaMetrics, a managed one. */
  | {
      readonly kind: "prometheus";
      /** Base address, before `/api/v1/query`. */
      readonly url: string;
      /** Sent as X-Scope-OrgID; null: not sent. */
      readonly tenant: string | null;
    }
  /** A Service in the cluster, through the API server's own proxy and with the cluster's own credential. */
  | {
      readonly kind: "service-proxy";
      readonly namespace: string;
      readonly service: string;
      /** Number or name of the Service's port. */
      readonly port: string;
      readonly scheme: "http" | "https";
      /** Path before `/api/v1/query`: "" or "/prometheus". */
      readonly path: string;
    };

/** What is sent to a Prometheus with every request; encrypted as one JSON text at rest. */
export interface MetricsCredential {
  readonly bearer: string | null;
  readonly basic: { readonly username: string; readonly password: string } | null;
  /** Custom headers by name. */
  readonly headers: Readonly<Record<string, string>>;
  /** PEM of a certificate authority that is trusted beside the usual ones; null: none. */
  readonly ca: string | null;
}

/** What a test of a source found, by query. */
export type MetricsTest =
  | {
      readonly ok: true;
      /** "Prometheus 3.5.0"; null when it does not say. */
      readonly server: string | null;
      /** Seconds that its clock is ahead of ours; negative: behind; null: it did not say. */
      readonly clockAhead: number | null;
      readonly found: readonly {
        readonly what:
          | "cadvisor"
          | "kube-state-metrics"
          | "istio-http"
          | "istio-waypoint"
          | "istio-tcp";
        /** null: could not tell. */
        readonly present: boolean | null;
        /** What follows from it, in one sentence. */
        readonly sentence: string;
      }[];
    }
  | { readonly ok: false; readonly sentence: string };
