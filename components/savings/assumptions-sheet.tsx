"use client";

import { RotateCcw, SlidersHorizontal } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Dialog, DialogTrigger, SheetContent } from "@/components/ui/dialog.tsx";
import { describedBy, Field } from "@/components/ui/field.tsx";
import { Checkbox, Input, Select } from "@/components/ui/input.tsx";
import {
  type GivenAssumptions,
  PARAMETER_NAMES,
  type ParameterBasis,
  type ParameterName,
  parameter,
  refusal,
  type WaypointScope,
} from "@/lib/savings/parameters.ts";
import { PRICE_PRESETS } from "@/lib/savings/prices.ts";
import { type AddressName, amountText, numberOf } from "./address.ts";

type Change = Partial<Record<AddressName, string | null>>;

interface SheetProps {
  readonly address: Readonly<Record<AddressName, string | null>>;
  readonly given: GivenAssumptions;
  /** What the cluster tells; it stands where nothing is given. */
  readonly cluster: Readonly<Partial<Record<ParameterName, number>>>;
  readonly setAddress: (change: Change) => void;
  readonly reset: () => void;
  /** Assumptions that cannot be given here. */
  readonly without?: readonly ParameterName[];
}

const GROUPS: readonly { readonly basis: ParameterBasis; readonly title: string }[] = [
  { basis: "money", title: "Money" },
  { basis: "both", title: "Cluster and waypoints" },
  { basis: "requests", title: "Requests" },
  { basis: "usage", title: "Use" },
];

/** Every assumption with its default and source, beside the estimate that follows each change. */
export function AssumptionsSheet(props: SheetProps) {
  const { address, reset, without = [] } = props;
  // Fields keep what is being typed; after a reset they begin anew.
  const [resets, setResets] = useState(0);
  const changed = Object.values(address).filter((value) => value !== null).length;
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button className="print:hidden">
          <SlidersHorizontal aria-hidden />
          Assumptions{changed > 0 ? ` (${changed} changed)` : ""}
        </Button>
      </DialogTrigger>
      <SheetContent title="Assumptions" className="w-[min(28rem,94vw)]">
        <p className="text-ink-soft">
          Every change stands in the address, so a link shows the same estimate.
        </p>
        <Button
          disabled={changed === 0}
          onClick={() => {
            reset();
            setResets(resets + 1);
          }}
        >
          <RotateCcw aria-hidden />
          Reset all
        </Button>
        <div key={resets} className="flex flex-col gap-6">
          {GROUPS.map(({ basis, title }) => (
            <section key={basis} aria-label={title} className="flex flex-col gap-4">
              <h3 className="border-b pb-1 font-semibold">{title}</h3>
              {basis === "money" ? (
                <Presets {...props} onTake={() => setResets(resets + 1)} />
              ) : null}
              {basis === "both" ? <Choices {...props} /> : null}
              {PARAMETER_NAMES.filter(
                (name) => parameter(name).basis === basis && !without.includes(name),
              ).map((name) => (
                <NumberField key={name} name={name} {...props} />
              ))}
            </section>
          ))}
        </div>
      </SheetContent>
    </Dialog>
  );
}

function NumberField({ name, address, cluster, setAddress }: SheetProps & { name: ParameterName }) {
  const id = useId();
  const { label, fallback, source, note, unit } = parameter(name);
  const [text, setText] = useState(address[name] ?? "");
  const told = cluster[name];
  const standing = told === undefined ? fallback : told;
  const error = text.trim() === "" ? null : refusal(name, numberOf(text));
  const change = (typed: string) => {
    setText(typed);
    const number = numberOf(typed);
    if (typed.trim() === "") setAddress({ [name]: null });
    else if (refusal(name, number) === null) setAddress({ [name]: String(number) });
  };
  return (
    <Field
      id={id}
      label={unit === "share" ? label : `${label}, ${unit}`}
      error={error}
      hint={
        <>
          {standing === null
            ? "Not given."
            : `${told === undefined ? "Default" : "Read from the cluster"}: ${amountText(name, standing)}.`}{" "}
          {note} Source:{" "}
          {source ? (
            <a href={source.url} rel="noreferrer" className="link">
              {source.title}
            </a>
          ) : (
            "own assumption"
          )}
          .
        </>
      }
    >
      <Input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        placeholder={standing === null ? "" : String(Number(standing.toPrecision(6)))}
        aria-invalid={error !== null}
        aria-describedby={describedBy(id, { hint: true, error: error !== null })}
        onChange={({ target }) => change(target.value)}
      />
    </Field>
  );
}

function Presets({ setAddress, onTake }: SheetProps & { onTake: () => void }) {
  return (
    <ul className="flex flex-col gap-2">
      {PRICE_PRESETS.map(
        ({ id, cloud, region, usdPerVcpuHour, usdPerGibHour, asOf, source, note }) => (
          <li key={id} className="flex flex-col items-start gap-1">
            <Button
              size="sm"
              aria-describedby={`price-${id}`}
              onClick={() => {
                setAddress({
                  usdPerVcpuHour: String(usdPerVcpuHour),
                  usdPerGibHour: String(usdPerGibHour),
                });
                onTake();
              }}
            >
              Use {cloud} {region}
            </Button>
            <p id={`price-${id}`} className="text-ink-soft text-xs">
              USD {usdPerVcpuHour} for a vCPU-hour and {usdPerGibHour} for a GiB-hour, as of {asOf}.{" "}
              {note}{" "}
              <a href={source.url} rel="noreferrer" className="link">
                {source.title}
              </a>
              .
            </p>
          </li>
        ),
      )}
    </ul>
  );
}

const SCOPES: Readonly<Record<WaypointScope, string>> = {
  namespace: "One for each namespace",
  service: "One for each service",
  shared: "One for all namespaces",
};

function Choices({ given, setAddress }: SheetProps) {
  const id = useId();
  return (
    <>
      <Field
        id={`${id}-scope`}
        label="Waypoints of the likely estimate"
        hint="Low always counts one for each service, high one for each namespace."
      >
        <Select
          id={`${id}-scope`}
          value={given.waypointScope ?? "namespace"}
          aria-describedby={describedBy(`${id}-scope`, { hint: true })}
          onChange={({ target }) =>
            setAddress({ waypoints: target.value === "namespace" ? null : target.value })
          }
        >
          {Object.entries(SCOPES).map(([scope, words]) => (
            <option key={scope} value={scope}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <label htmlFor={`${id}-optional`} className="flex items-start gap-2">
        <Checkbox
          id={`${id}-optional`}
          className="mt-0.5"
          checked={given.optionalWaypoints !== false}
          onChange={({ target }) => setAddress({ optional: target.checked ? null : "no" })}
        />
        Likely counts waypoints that are recommended and not required
      </label>
      <label htmlFor={`${id}-staying`} className="flex items-start gap-2">
        <Checkbox
          id={`${id}-staying`}
          className="mt-0.5"
          checked={given.staying === true}
          onChange={({ target }) => setAddress({ staying: target.checked ? "moved" : null })}
        />
        Count namespaces that should stay on sidecars as moved
      </label>
    </>
  );
}
