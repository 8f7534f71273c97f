"use client";

import { Terminal } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { printable } from "@/lib/format.ts";
import { type ConnectableSource, connectCluster } from "../api.ts";
import { clusterPath } from "../shell/cluster-path.ts";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { ConnectionResult, useConnectionTest } from "./connection-result.tsx";
import { type ContextChoice, matching } from "./contexts.ts";

/** From how many contexts on a search box helps. */
const MANY = 8;

/** The contexts of the operator's own kubeconfig, and this server's own cluster: one click connects. */
export function ContextList({
  contexts,
  inCluster,
}: {
  contexts: readonly ContextChoice[];
  inCluster: boolean;
}) {
  const [sought, setSought] = useState("");
  const shown = matching(contexts, sought);

  return (
    <div className="flex flex-col gap-2">
      {contexts.length >= MANY ? (
        <Input
          type="search"
          aria-label="Find a context"
          placeholder={`Find among ${contexts.length} contexts`}
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
      ) : null}
      <ul className="relative max-h-96 divide-y overflow-y-auto rounded-md border">
        {inCluster ? (
          <ContextRow
            title="The cluster this server runs in"
            detail="through the service account of its pod"
            source={{ kind: "in-cluster" }}
          />
        ) : null}
        {shown.map((choice) => (
          <ContextRow
            key={choice.context}
            title={choice.context}
            detail={`${choice.server}${choice.user ? ` as ${choice.user}` : ""}`}
            source={{ kind: "kubeconfig", context: choice.context }}
            current={choice.current}
            runs={choice.runs}
            mono
          />
        ))}
        {shown.length === 0 && !inCluster ? (
          <li className="px-3 py-4 text-center text-ink-soft">No context matches.</li>
        ) : null}
      </ul>
    </div>
  );
}

function ContextRow({
  title,
  detail,
  source,
  current = false,
  runs = null,
  mono = false,
}: {
  title: string;
  detail: string;
  source: ConnectableSource;
  current?: boolean;
  runs?: string | null;
  mono?: boolean;
}) {
  const router = useRouter();
  const test = useConnectionTest();
  const [connecting, setConnecting] = useState(false);
  const [refused, setRefused] = useState("");
  const name = printable(title, 80);

  async function connect() {
    setConnecting(true);
    setRefused("");
    const answer = await connectCluster(source);
    if (answer.ok) {
      const [cluster] = answer.value.clusters;
      router.push(cluster ? clusterPath(cluster.id) : "/");
      router.refresh();
      return;
    }
    setRefused(answer.sentence);
    setConnecting(false);
  }

  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <div className="min-w-0 flex-1 basis-44">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <bdi className={mono ? "mono font-semibold" : "font-semibold"}>{name}</bdi>
            {current ? <Chip title="kubectl uses this context now">current</Chip> : null}
          </p>
          <p className="text-ink-faint text-xs [overflow-wrap:anywhere]">
            {printable(detail, 200)}
          </p>
          {runs ? (
            <p className="flex items-center gap-1 text-ink-faint text-xs">
              <Terminal aria-hidden className="size-3.5 shrink-0" />
              <span>
                signs in by running <code className="mono">{printable(runs, 60)}</code>
              </span>
            </p>
          ) : null}
        </div>
        <div className="flex gap-1.5">
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Test connection to ${name}`}
            disabled={test.running}
            onClick={() => test.run({ source })}
          >
            {test.running ? "Testing" : "Test"}
          </Button>
          <Button size="sm" aria-label={`Connect ${name}`} disabled={connecting} onClick={connect}>
            {connecting ? "Connecting" : "Connect"}
          </Button>
        </div>
      </div>
      <ConnectionResult result={test.result} />
      {refused ? <ErrorLine className="mt-1.5">{refused}</ErrorLine> : null}
    </li>
  );
}
