"use client";

import { useId } from "react";
import type { MetricsSource } from "@/lib/metrics/source.ts";
import { describedBy, Field } from "../ui/field.tsx";
import { Input, Select } from "../ui/input.tsx";
import { isService, type MetricsDraft, serviceKey, sourceLine } from "./metrics-draft.ts";

/** A Service that was found with the last scan, or any other. */
export function ServiceFields({
  draft: { service },
  found,
  change,
  errorOf,
}: {
  draft: MetricsDraft;
  found: readonly MetricsSource[];
  change: (changes: Partial<MetricsDraft>) => void;
  errorOf: (field: string) => string | null;
}) {
  const id = useId();
  const services = found.filter(isService);
  const chosen = services.find((each) => serviceKey(each) === serviceKey(service));
  const set = (changes: Partial<MetricsDraft["service"]>) =>
    change({ service: { ...service, ...changes } });

  return (
    <>
      {services.length > 0 ? (
        <Field id={`${id}-found`} label="Found with the last scan">
          <Select
            id={`${id}-found`}
            value={chosen ? serviceKey(chosen) : ""}
            onChange={({ target }) => {
              const next = services.find((each) => serviceKey(each) === target.value);
              if (next) {
                const { kind: _, ...parts } = next;
                change({ service: parts });
              }
            }}
          >
            <option value="" disabled>
              Another one
            </option>
            {services.map((each) => (
              <option key={serviceKey(each)} value={serviceKey(each)}>
                {sourceLine(each)}
              </option>
            ))}
          </Select>
        </Field>
      ) : (
        <p className="text-ink-soft text-xs">
          No Service of the last scan looks like a Prometheus. Name it here.
        </p>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        {TEXTS.map(({ part, label, required }) => {
          const error = errorOf(`source.${part}`);
          return (
            <Field key={part} id={`${id}-${part}`} label={label} error={error}>
              <Input
                id={`${id}-${part}`}
                value={service[part]}
                required={required}
                maxLength={500}
                autoComplete="off"
                spellCheck={false}
                className="mono"
                aria-invalid={error !== null}
                aria-describedby={describedBy(`${id}-${part}`, { error: error !== null })}
                onChange={({ target }) => set({ [part]: target.value })}
              />
            </Field>
          );
        })}
        <Field id={`${id}-scheme`} label="Spoken by the Service">
          <Select
            id={`${id}-scheme`}
            value={service.scheme}
            onChange={({ target }) => set({ scheme: target.value === "https" ? "https" : "http" })}
          >
            <option>http</option>
            <option>https</option>
          </Select>
        </Field>
      </div>
    </>
  );
}

const TEXTS = [
  { part: "namespace", label: "Namespace", required: true },
  { part: "service", label: "Service", required: true },
  { part: "port", label: "Port", required: true },
  { part: "path", label: "Path, if any", required: false },
] as const;
