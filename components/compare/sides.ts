/** What one side of a comparison is, for links and headings. */
export interface SideLink {
  readonly clusterId: string;
  /** Id of the snapshot. */
  readonly at: string;
}

export interface SideLinks {
  readonly from: SideLink;
  readonly to: SideLink;
}
