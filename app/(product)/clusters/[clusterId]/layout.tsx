import { knownCluster } from "./load.ts";

/** Answers 404 for an unknown cluster before anything of its pages is sent. */
export default async function ClusterLayout({
  params,
  children,
}: LayoutProps<"/clusters/[clusterId]">) {
  await knownCluster((await params).clusterId);
  return children;
}
