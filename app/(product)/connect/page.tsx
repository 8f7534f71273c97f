import type { Metadata } from "next";
import { ExploreDemoButton } from "@/components/clusters/demo-door.tsx";
import { DemoSketch } from "@/components/clusters/demo-sketch.tsx";
import { OwnContexts } from "@/components/clusters/doors.tsx";
import { DumpDrop } from "@/components/clusters/dump-drop.tsx";
import { PasteKubeconfig } from "@/components/clusters/paste-kubeconfig.tsx";
import { TokenCommands } from "@/components/clusters/token-commands.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { rbacManifest } from "@/lib/cluster/rbac.ts";
import { ownAccess } from "../own-access.ts";

export const metadata: Metadata = { title: "Connect a cluster" };

const WAYS = [
  { way: "kubeconfig", label: "Your kubeconfig" },
  { way: "upload", label: "Paste a kubeconfig" },
  { way: "dump", label: "Dump" },
  { way: "demo", label: "Demo fleet" },
] as const;

type Way = (typeof WAYS)[number]["way"];

export default async function ConnectPage({ searchParams }: PageProps<"/connect">) {
  const { from } = await searchParams;
  const chosen: Way = WAYS.find(({ way }) => way === from)?.way ?? "kubeconfig";

  return (
    <div className="flex max-w-5xl flex-col gap-4">
      <header>
        <h1 className="font-semibold text-2xl">Connect a cluster</h1>
        <p className="mt-1 text-ink-soft">
          It is only ever read: get and list, nothing else. The contents of Secrets are never read.
        </p>
      </header>
      <LinkTabs
        label="Ways to connect"
        tabs={WAYS.map(({ way, label }) => ({
          href: `/connect?from=${way}`,
          label,
          current: way === chosen,
        }))}
      />
      <Panel way={chosen} />
    </div>
  );
}

async function Panel({ way }: { way: Way }) {
  switch (way) {
    case "kubeconfig":
      return (
        <Card>
          <CardHeader title="Contexts" note="found on the machine this server runs on" />
          <CardBody>
            <OwnContexts access={await ownAccess()} />
          </CardBody>
        </Card>
      );
    case "upload":
      return (
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          <Card className="p-4">
            <PasteKubeconfig />
          </Card>
          <Card className="p-4">
            <h2 className="mb-2 font-semibold">Which kubeconfigs work</h2>
            <TokenCommands role={rbacManifest()} />
          </Card>
        </div>
      );
    case "dump":
      return <DumpPanel />;
    case "demo":
      return (
        <Card className="flex flex-col items-start gap-3 p-4">
          <p className="max-w-prose text-ink-soft">
            Three sample clusters, read through the same code as real ones: one large with trouble,
            one half way through, one that finished. They are labelled as sample data wherever they
            appear, and forgetting them is one click.
          </p>
          <DemoSketch />
          <ExploreDemoButton />
        </Card>
      );
  }
}

const LAYOUTS = [
  ["Plain manifests", "as kept in Git; Deployments without Pods are judged from their templates"],
  ["kubectl get … -A -o yaml", "or JSON, one file or many"],
  ["kubectl cluster-info dump", "with --all-namespaces"],
  ["oc adm must-gather", "the folder or its archive"],
  ["istioctl bug-report", "the archive as it is"],
] as const;

function DumpPanel() {
  return (
    <Card className="grid gap-4 p-4 lg:grid-cols-2">
      <DumpDrop />
      <div className="flex flex-col gap-3">
        <h2 className="font-semibold">What can be dropped</h2>
        <dl className="flex flex-col gap-1.5">
          {LAYOUTS.map(([layout, note]) => (
            <div key={layout} className="grid gap-x-3 sm:grid-cols-[15rem_1fr]">
              <dt className="mono">{layout}</dt>
              <dd className="text-ink-soft">{note}</dd>
            </div>
          ))}
        </dl>
        <p className="text-ink-soft">
          Secrets, and every ConfigMap but Istio's own, are dropped while reading and never stored.
          A preview shows what was found before anything is scanned.
        </p>
      </div>
    </Card>
  );
}
