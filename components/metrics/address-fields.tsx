"use client";

import { useId } from "react";
import type { MetricsCredential } from "@/lib/metrics/source.ts";
import { describedBy, Field } from "../ui/field.tsx";
import { Input, Select, Textarea } from "../ui/input.tsx";
import type { MetricsDraft } from "./metrics-draft.ts";

interface Stored {
  readonly url: string;
  readonly secrets: readonly (keyof MetricsCredential)[];
}

/** The address of a Prometheus and what is sent to it. Nothing that is stored comes back into these fields. */
export function AddressFields({
  draft,
  stored,
  change,
  errorOf,
}: {
  draft: MetricsDraft;
  /** What is stored for this cluster; null: no address is. */
  stored: Stored | null;
  change: (changes: Partial<MetricsDraft>) => void;
  errorOf: (field: string) => string | null;
}) {
  const id = useId();
  const text = (field: TextField, error: string | null, hint = false) => ({
    id: `${id}-${field}`,
    value: draft[field],
    autoComplete: "off",
    spellCheck: false,
    "aria-invalid": error !== null,
    "aria-describedby": describedBy(`${id}-${field}`, { hint, error: error !== null }),
    onChange: ({ target }: { target: { value: string } }) => change({ [field]: target.value }),
  });
  const urlError = errorOf("source.url");
  const tenantError = errorOf("source.tenant");
  const bearerError = errorOf("credential.bearer");
  const basicError = errorOf("credential.basic");
  const headersError = errorOf("credential.headers");
  const caError = errorOf("credential.ca");
  const moved = stored !== null && stored.url !== draft.url.trim().replace(/\/+$/, "");

  return (
    <>
      <Field
        id={`${id}-url`}
        label="Address"
        hint="The part before /api/v1/query."
        error={urlError}
      >
        <Input
          {...text("url", urlError, true)}
          type="url"
          required
          maxLength={2000}
          placeholder="https://prometheus.example.com"
          className="mono"
        />
      </Field>
      <Field
        id={`${id}-tenant`}
        label="Tenant"
        hint="Sent as X-Scope-OrgID, for Mimir and others that ask for one."
        error={tenantError}
      >
        <Input {...text("tenant", tenantError, true)} maxLength={200} className="mono max-w-xs" />
      </Field>
      <Field
        id={`${id}-credential`}
        label="Credential"
        hint="Stored encrypted for this address only, and never sent back to a browser."
        error={
          errorOf("credential") && !(bearerError ?? basicError ?? headersError ?? caError)
            ? errorOf("credential")
            : null
        }
      >
        <Select
          id={`${id}-credential`}
          className="max-w-xs"
          value={draft.credential}
          aria-describedby={describedBy(`${id}-credential`, { hint: true })}
          onChange={({ target }) => {
            const chosen = WAYS.find(({ way }) => way === target.value);
            if (chosen) change({ credential: chosen.way });
          }}
        >
          {WAYS.filter(({ way }) => way !== "keep" || (stored?.secrets.length ?? 0) > 0).map(
            ({ way, label }) => (
              <option key={way} value={way}>
                {way === "keep" ? `Keep what is stored: ${secretWords(stored)}` : label}
              </option>
            ),
          )}
        </Select>
      </Field>
      {draft.credential === "keep" && moved ? (
        <p className="text-warning text-xs">
          What is stored belongs to another address and is forgotten when this one is saved. Give it
          again.
        </p>
      ) : null}
      {draft.credential === "bearer" ? (
        <Field id={`${id}-bearer`} label="Bearer token" error={bearerError}>
          <Input {...text("bearer", bearerError)} type="password" required className="mono" />
        </Field>
      ) : null}
      {draft.credential === "basic" ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field id={`${id}-username`} label="User name" error={basicError}>
            <Input {...text("username", basicError)} required maxLength={500} />
          </Field>
          <Field id={`${id}-password`} label="Password">
            <Input {...text("password", null)} type="password" maxLength={2000} />
          </Field>
        </div>
      ) : null}
      {draft.credential === "keep" ? null : (
        <details open={headersError !== null || caError !== null}>
          <summary className="link w-fit cursor-pointer">Headers and certificate authority</summary>
          <div className="mt-3 flex flex-col gap-4">
            <Field
              id={`${id}-headers`}
              label="Headers"
              hint="One per line, as Name: value. Their values are kept as secrets."
              error={headersError}
            >
              <Textarea
                {...text("headers", headersError, true)}
                rows={3}
                className="mono min-h-20"
              />
            </Field>
            <Field
              id={`${id}-ca`}
              label="Certificate authority"
              hint="In PEM, trusted beside the usual ones."
              error={caError}
            >
              <Textarea {...text("ca", caError, true)} rows={4} className="mono min-h-20" />
            </Field>
          </div>
        </details>
      )}
    </>
  );
}

type TextField = "url" | "tenant" | "bearer" | "username" | "password" | "headers" | "ca";

const WAYS = [
  { way: "keep", label: "Keep what is stored" },
  { way: "none", label: "None" },
  { way: "bearer", label: "Bearer token" },
  { way: "basic", label: "User name and password" },
] as const;

const SECRETS = {
  bearer: "bearer token",
  basic: "user name and password",
  headers: "headers",
  ca: "certificate authority",
} as const satisfies Record<keyof MetricsCredential, string>;

function secretWords(stored: Stored | null): string {
  return (stored?.secrets ?? []).map((secret) => SECRETS[secret]).join(", ");
}
