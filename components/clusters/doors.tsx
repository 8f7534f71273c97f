import { FileArchive, FlaskConical, type LucideIcon, SquareTerminal } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "../ui/card.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { ContextList } from "./context-list.tsx";
import type { ContextChoice } from "./contexts.ts";
import { ExploreDemoButton } from "./demo-door.tsx";
import { DemoSketch } from "./demo-sketch.tsx";
import { DumpDrop } from "./dump-drop.tsx";

/** What this server itself could connect to. */
export interface OwnAccess {
  readonly contexts: readonly ContextChoice[];
  /** What could not be read of the kubeconfig, one sentence each. */
  readonly problems: readonly string[];
  readonly inCluster: boolean;
  /** The kubeconfig files that were looked for. */
  readonly files: readonly string[];
}

/** The first visit: three ways to a report, side by side. */
export function Doors({ access }: { access: OwnAccess }) {
  return (
    <div className="grid items-stretch gap-4 lg:grid-cols-3">
      <Door
        icon={SquareTerminal}
        title="Your kubeconfig"
        text="Connect a cluster that kubectl on this machine can reach."
      >
        <OwnContexts access={access} />
      </Door>
      <Door
        icon={FileArchive}
        title="A dump"
        text="Judge files instead of a cluster: manifests, kubectl cluster-info dump, must-gather or istioctl bug-report. Secrets are dropped while reading."
      >
        <DumpDrop className="flex-1" />
      </Door>
      <Door
        icon={FlaskConical}
        title="Demo fleet"
        text="Three sample clusters: one large with trouble, one half way through, one that finished. Labelled as sample data everywhere."
      >
        <DemoSketch />
        <ExploreDemoButton />
      </Door>
    </div>
  );
}

/** The operator's contexts, what was wrong with their file, or where one was looked for. */
export function OwnContexts({ access }: { access: OwnAccess }) {
  const { contexts, problems, inCluster, files } = access;
  return (
    <div className="flex flex-col gap-3">
      {contexts.length > 0 || inCluster ? (
        <ContextList contexts={contexts} inCluster={inCluster} />
      ) : (
        <p className="rounded-md border border-dashed px-3 py-4 text-ink-soft">
          No contexts were found in{" "}
          <code className="mono">{files.length > 0 ? files.join(", ") : "any kubeconfig"}</code>.
        </p>
      )}
      {problems.map((problem) => (
        <ErrorLine key={problem} className="text-warning text-xs">
          {problem}
        </ErrorLine>
      ))}
      <p className="text-ink-soft text-xs">
        Not here?{" "}
        <Link href="/connect?from=upload" className="link">
          Paste a kubeconfig
        </Link>
      </p>
    </div>
  );
}

function Door({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: LucideIcon;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <Card className="flex flex-col gap-3 p-4">
      <header>
        <h2 className="flex items-center gap-2 font-semibold text-lg">
          <Icon aria-hidden className="size-5 text-ink-faint" />
          {title}
        </h2>
        <p className="mt-1 text-ink-soft">{text}</p>
      </header>
      {children}
    </Card>
  );
}
