/** Addresses inside one cluster's report; filters are part of them, so every count can be a link. */
export function reportPaths(clusterId: string) {
  const report = `/clusters/${encodeURIComponent(clusterId)}`;
  return {
    report,
    namespaces: (filter: { verdict?: string; phase?: string; need?: string }) =>
      `${report}${query(filter)}#namespaces`,
    namespace: (name: string) => `${report}/namespaces/${encodeURIComponent(name)}`,
    findings: (filter: FindingAddress = {}) => `${report}/findings${query(filter)}`,
  };
}

export interface FindingAddress {
  readonly severity?: string | undefined;
  readonly check?: string | undefined;
  readonly namespace?: string | undefined;
  readonly group?: string | undefined;
  readonly q?: string | undefined;
  readonly finding?: string | undefined;
}

function query(parameters: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (typeof value === "string" && value !== "") search.set(name, value);
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
