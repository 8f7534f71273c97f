"use client";

import { Check, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { ConnectionTest } from "@/lib/cluster/source.ts";
import { printable } from "@/lib/format.ts";
import { type Answer, testConnection } from "../api.ts";

type Asked = Parameters<typeof testConnection>[0];
type Result = Answer<ConnectionTest> | null;

/** Tries a connection without storing anything. */
export function useConnectionTest() {
  const [running, setRunning] = useState(false);
  const [result, setResult] = useState<Result>(null);

  async function run(asked: Asked) {
    setRunning(true);
    setResult(null);
    setResult(await testConnection(asked));
    setRunning(false);
  }

  return { running, result, run };
}

/** What a test of the connection found, in one sentence. */
export function ConnectionResult({ result }: { result: Result }) {
  return (
    <div role="status">
      {result === null ? null : result.ok && result.value.ok ? (
        <p className="mt-1.5 flex items-start gap-1.5 text-ready text-xs">
          <Check aria-hidden className="mt-0.5 size-4 shrink-0" />
          Reached Kubernetes {printable(result.value.kubernetesVersion, 60)}.
        </p>
      ) : (
        <p className="mt-1.5 flex items-start gap-1.5 text-warning text-xs">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {printable(sentenceOf(result), 600)}
          </span>
        </p>
      )}
    </div>
  );
}

function sentenceOf(result: Answer<ConnectionTest>): string {
  if (!result.ok) return result.sentence;
  return result.value.ok ? "" : result.value.sentence;
}
