import { askedMoment } from "../../asked-moment.ts";
import { knownCluster, loadCluster } from "./load.ts";

/** Answers 404 for an unknown cluster or an unknown point in time before anything of its pages is sent. */
export default async function ClusterLayout({
  params,
  children,
}: LayoutProps<"/clusters/[clusterId]">) {
  const [{ clusterId }, at] = await Promise.all([params, askedMoment()]);
  await (at === undefined ? knownCluster(clusterId) : loadCluster(clusterId, at));
  return children;
}
