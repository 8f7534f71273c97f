"use client";

import { type FormEvent, useEffect, useId, useState } from "react";
import { type Answer, metricsOf, removeMetrics, saveMetrics, testMetrics } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { DialogClose } from "../ui/dialog.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { AddressFields } from "./address-fields.tsx";
import { askedOf, brokenHeader, type MetricsDraft, metricsDraft } from "./metrics-draft.ts";
import { type MetricsTestAnswer, MetricsTestResult } from "./metrics-test-result.tsx";
import { ServiceFields } from "./service-fields.tsx";

/** What the form begins with. */
type Known = Extract<Awaited<ReturnType<typeof metricsOf>>, { ok: true }>["value"];

/** Asks what is stored before it shows anything to edit. */
export function MetricsSourceForm({
  clusterId,
  onDone,
}: {
  clusterId: string;
  onDone: () => void;
}) {
  const [known, setKnown] = useState<Answer<Known> | null>(null);
  useEffect(() => {
    let wanted = true;
    void metricsOf(clusterId).then((answer) => {
      if (wanted) setKnown(answer);
    });
    return () => {
      wanted = false;
    };
  }, [clusterId]);

  if (known === null)
    return (
      <p role="status" className="text-ink-soft">
        Looking up what is stored.
      </p>
    );
  if (!known.ok) return <ErrorLine>{known.sentence}</ErrorLine>;
  return <Loaded clusterId={clusterId} known={known.value} onDone={onDone} />;
}

function Loaded({
  clusterId,
  known,
  onDone,
}: {
  clusterId: string;
  known: Known;
  onDone: () => void;
}) {
  const id = useId();
  const { source, secrets, found } = known;
  const [draft, setDraft] = useState(() => metricsDraft(source, found, secrets.length > 0));
  const [busy, setBusy] = useState<"test" | "save" | null>(null);
  const [test, setTest] = useState<MetricsTestAnswer | null>(null);
  const [refused, setRefused] = useState<{ sentence: string; field: string | null } | null>(null);
  const change = (changes: Partial<MetricsDraft>) => {
    setDraft((current) => ({ ...current, ...changes }));
    setTest(null);
    setRefused(null);
  };
  const asked = askedOf(draft);
  const errorOf = (field: string) => (refused?.field?.startsWith(field) ? refused.sentence : null);
  const shown = FIELDS.some((field) => errorOf(field) !== null);

  /** Headers are told apart here, so what is no header is said here as well. */
  function isSound(): boolean {
    const broken = draft.by === "address" ? brokenHeader(draft.headers) : null;
    if (broken === null) return true;
    setRefused({ field: "credential.headers", sentence: "Each line must be Name: value." });
    return false;
  }

  async function tryIt() {
    if (!asked || !isSound()) return;
    setBusy("test");
    setTest(null);
    const answer = await testMetrics(clusterId, asked);
    setBusy(null);
    if (answer.ok) setTest(answer.value);
    else setRefused(answer);
  }

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!isSound()) return;
    setBusy("save");
    setRefused(null);
    const answer = await (asked ? saveMetrics(clusterId, asked) : removeMetrics(clusterId));
    setBusy(null);
    if (answer.ok) onDone();
    else setRefused(answer);
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 font-semibold">Ask</legend>
        {CHOICES.map(({ by, label, hint }) => (
          <label key={by} className="flex min-h-6 items-start gap-2">
            <input
              type="radio"
              name={id}
              checked={draft.by === by}
              onChange={() => change({ by })}
              className="mt-0.5 size-4 shrink-0 accent-(--solid)"
            />
            <span>
              {label}
              <span className="block text-ink-soft text-xs">{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {draft.by === "service" ? (
        <ServiceFields draft={draft} found={found} change={change} errorOf={errorOf} />
      ) : null}
      {draft.by === "address" ? (
        <AddressFields
          draft={draft}
          stored={source?.kind === "prometheus" ? { url: source.url, secrets } : null}
          change={change}
          errorOf={errorOf}
        />
      ) : null}
      {refused && !shown ? <ErrorLine>{refused.sentence}</ErrorLine> : null}
      <MetricsTestResult result={test} running={busy === "test"} />
      <div className="flex flex-wrap justify-end gap-2">
        {asked ? (
          <Button className="mr-auto" disabled={busy !== null} onClick={tryIt}>
            {busy === "test" ? "Testing" : "Test"}
          </Button>
        ) : null}
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="solid" disabled={busy !== null}>
          Save source
        </Button>
      </div>
    </form>
  );
}

/** Where a refusal can be shown beside what it is about. */
const FIELDS = ["source.", "credential"];

const CHOICES = [
  {
    by: "service",
    label: "A Service in the cluster",
    hint: "Through the API server, with the cluster's own credential. It needs the right to get services/proxy.",
  },
  {
    by: "address",
    label: "An address",
    hint: "Prometheus, Thanos, Mimir, VictoriaMetrics or a managed one, over HTTPS or HTTP.",
  },
  {
    by: "none",
    label: "No Prometheus",
    hint: "Memory and CPU of the moment come from metrics.k8s.io where the cluster has it. No latency, no past.",
  },
] as const;
