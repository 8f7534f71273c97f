/**
 * Addresses inside one cluster's pages; filters are part of them, so every count can be a link.
 * @param at the point in time that the page shows; it stays in every link. Left out: always the latest.
 */
export function reportPaths(clusterId: string, at?: string) {
  const report = `/clusters/${encodeURIComponent(clusterId)}`;
  return {
    report: `${report}${query({ at })}`,
    namespaces: (filter: { verdict?: string; phase?: string; need?: string }) =>
      `${report}${query({ at, ...filter })}#namespaces`,
    namespace: (name: string) => `${report}/namespaces/${encodeURIComponent(name)}${query({ at })}`,
    findings: (filter: FindingAddress = {}) => `${report}/findings${query({ at, ...filter })}`,
    parity: `${report}/parity${query({ at })}`,
    performance: (filter: PerformanceLink = {}) =>
      `${report}/performance${query({ at, ...filter })}`,
    recommendation: `${report}/recommendation${query({ at })}`,
    history: (filter: { range?: string } = {}) => `${report}/history${query({ at, ...filter })}`,
    compare: (filter: { from?: string; to?: string } = {}) => `${report}/compare${query(filter)}`,
  };
}

export type ReportPaths = ReturnType<typeof reportPaths>;

/** What a link to the performance tab chooses; what is left out is the default. */
export interface PerformanceLink {
  readonly view?: string | undefined;
  readonly resource?: string | undefined;
  readonly range?: string | undefined;
  readonly namespace?: string | undefined;
  readonly by?: string | undefined;
  readonly reporter?: string | undefined;
  /** A namespace whose move is told in full. */
  readonly move?: string | undefined;
  readonly outcome?: string | undefined;
  /** "1": every move is listed. */
  readonly all?: string | undefined;
}

export interface FindingAddress {
  readonly severity?: string | undefined;
  readonly check?: string | undefined;
  readonly namespace?: string | undefined;
  readonly group?: string | undefined;
  readonly q?: string | undefined;
  readonly finding?: string | undefined;
  /** "1": every finding is drawn, however many there are. */
  readonly all?: string | undefined;
}

function query(parameters: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (typeof value === "string" && value !== "") search.set(name, value);
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
