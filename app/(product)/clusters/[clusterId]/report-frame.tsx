import type { ReactNode } from "react";
import { ClusterMenu } from "@/components/clusters/cluster-menu.tsx";
import { ExportMenu } from "@/components/export/export-menu.tsx";
import { PrintTitle } from "@/components/export/print-title.tsx";
import { unknownIn } from "@/components/report/unknown.ts";
import { ScanNowButton } from "@/components/scan/scan-now-button.tsx";
import { ScanPanel } from "@/components/scan/scan-panel.tsx";
import { ShareButton } from "@/components/share/share-button.tsx";
import { AsOf } from "@/components/shell/as-of.tsx";
import { inputOf } from "@/components/shell/shell-data.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { InputChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { ClusterRow } from "@/lib/db/shapes.ts";
import { count, momentText } from "@/lib/format.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import { NextScan } from "./next-scan.tsx";

/** Head of every page of one cluster: its name, what runs there, when it was read, and the scan that runs now. */
export function ReportFrame({
  cluster,
  scan,
  document,
  isPast,
  locale,
  compare = null,
  children,
}: {
  cluster: ClusterRow;
  /** The last scan while it runs, or when it ended without a snapshot. */
  scan: ScanProgress | null;
  document: SnapshotDocument | null;
  /** The document is not the latest one. */
  isPast: boolean;
  locale: string;
  /** The two snapshots of this cluster that the page compares. */
  compare?: { readonly from: string; readonly to: string } | null;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-4">
      {document ? <PrintTitle title={`${cluster.name}, ${momentText(document.takenAt)}`} /> : null}
      {isPast && document ? <AsOf at={document.takenAt} /> : null}
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <h1 className="flex flex-wrap items-center gap-2 font-semibold text-2xl">
            <Name>{cluster.name}</Name>
            <InputChip input={inputOf(cluster)} />
          </h1>
          {document ? (
            <Facts document={document} locale={locale}>
              {isPast || scan?.status === "running" ? null : <NextScan clusterId={cluster.id} />}
            </Facts>
          ) : null}
        </div>
        <div className="flex flex-wrap items-center gap-1 print:hidden">
          {/* While a scan runs or has failed, its panel has the button; in the past there is nothing to scan. */}
          {scan || isPast ? null : (
            <ScanNowButton
              clusterId={cluster.id}
              variant="solid"
              label={document ? "Scan again" : "Scan now"}
            />
          )}
          {document ? <ExportMenu clusterId={cluster.id} /> : null}
          {document ? (
            <ShareButton
              cluster={{ id: cluster.id, name: cluster.name }}
              takenAt={document.takenAt}
              compare={compare}
            />
          ) : null}
          <ClusterMenu
            cluster={{ id: cluster.id, name: cluster.name }}
            snapshots={document !== null}
            scanning={scan?.status === "running"}
            leadsTo="/"
          />
        </div>
      </header>
      {scan ? (
        <div className="print:hidden">
          <ScanPanel scan={scan} clusterName={cluster.name} />
        </div>
      ) : null}
      {children}
    </div>
  );
}

/** Any page of a cluster before its first snapshot: there is nothing to show yet but the scan. */
export function UnscannedReport({
  cluster,
  scan,
  locale,
}: {
  cluster: ClusterRow;
  scan: ScanProgress | null;
  locale: string;
}) {
  return (
    <ReportFrame cluster={cluster} scan={scan} document={null} isPast={false} locale={locale}>
      <EmptyState kind="nothing-yet" title="No scan of this cluster has finished yet." />
    </ReportFrame>
  );
}

function Facts({
  document,
  locale,
  children,
}: {
  document: SnapshotDocument;
  locale: string;
  children: ReactNode;
}) {
  const facts = [
    istioText(document),
    document.kubernetesVersion
      ? `Kubernetes ${document.kubernetesVersion.replace(/^v/, "")}`
      : "Kubernetes version unknown",
    ...(document.platform && document.platform.name !== "unknown"
      ? [PLATFORMS[document.platform.name]]
      : []),
    ...podTexts(document, locale),
  ];
  return (
    <p className="text-ink-soft">
      {facts.join(" · ")} · read <RelativeTime at={document.takenAt} className="print:hidden" />
      <span className="hidden print:inline">{momentText(document.takenAt)}</span>
      {children}
    </p>
  );
}

function podTexts(document: SnapshotDocument, locale: string): string[] {
  const outcome = document.coverage.find(({ resource }) => resource === "pods")?.outcome;
  if (outcome === "taken-as-absent") return ["judged from templates, without pods"];
  if (outcome !== "read" && outcome !== "partly-read") return ["pods could not be read"];
  if (unknownIn(document).namespaces) return ["namespaces could not be read"];
  const { pods } = document.summary;
  return [
    `${count(pods.sidecar, locale)} pods in sidecar mode`,
    `${count(pods.ambient, locale)} in ambient mode`,
  ];
}

/** Versions of every istiod, each once; one cluster may run several revisions. */
function istioText({ components }: SnapshotDocument): string {
  const istiods = components.filter(({ component }) => component === "istiod");
  if (istiods.length === 0) return "no istiod found";
  const versions = new Set(istiods.map(({ version }) => version ?? "of unknown version"));
  return `Istio ${[...versions].join(" and ")}`;
}

const PLATFORMS: Readonly<
  Record<Exclude<NonNullable<SnapshotDocument["platform"]>["name"], "unknown">, string>
> = {
  gke: "GKE",
  eks: "EKS",
  aks: "AKS",
  openshift: "OpenShift",
  k3s: "k3s",
  rke2: "RKE2",
  k3d: "k3d",
  kind: "kind",
  minikube: "minikube",
  microk8s: "MicroK8s",
};
