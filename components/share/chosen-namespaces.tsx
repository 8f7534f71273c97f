"use client";

import { useEffect, useState } from "react";
import { count, printable } from "@/lib/format.ts";
import { paletteNames } from "../api.ts";
import { ErrorLine } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Name } from "../ui/name.tsx";
import { useLocale } from "../ui/visitor.tsx";
import { Tick } from "./choices.tsx";

/** Rows drawn at once: what is further down is one search away. */
const SHOWN = 60;

/** Picks namespaces of a cluster: a search, and the matches to tick; what is ticked stays on top. */
export function ChosenNamespaces({
  clusterId,
  chosen,
  onChange,
}: {
  clusterId: string;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  const locale = useLocale();
  const [names, setNames] = useState<readonly string[] | null>(null);
  const [refused, setRefused] = useState("");
  const [search, setSearch] = useState("");

  useEffect(() => {
    let left = false;
    void paletteNames(clusterId).then((answer) => {
      if (left) return;
      if (answer.ok) setNames(answer.value.namespaces);
      else setRefused(answer.sentence);
    });
    return () => {
      left = true;
    };
  }, [clusterId]);

  const wanted = search.trim().toLowerCase();
  const others = (names ?? []).filter((name) => !chosen.has(name) && name.includes(wanted));
  const listed = [...[...chosen].sort(), ...others.slice(0, SHOWN)];

  return (
    <div className="ml-6 flex flex-col gap-2 rounded-md border p-2.5">
      <Input
        type="search"
        aria-label="Search namespaces to share"
        placeholder="Search namespaces"
        value={search}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => setSearch(target.value)}
      />
      {refused ? <ErrorLine>{refused}</ErrorLine> : null}
      <ul
        aria-label="Namespaces to share"
        className="grid max-h-44 gap-x-4 overflow-y-auto sm:grid-cols-2"
      >
        {listed.map((name) => (
          <li key={name}>
            <Tick
              checked={chosen.has(name)}
              onChange={() =>
                onChange(
                  chosen.has(name)
                    ? chosen.difference(new Set([name]))
                    : new Set([...chosen, name]),
                )
              }
            >
              <Name className="[overflow-wrap:anywhere]">{printable(name)}</Name>
            </Tick>
          </li>
        ))}
      </ul>
      <p role="status" className="text-ink-soft text-xs tabular-nums">
        {names === null && refused === ""
          ? "Reading the names."
          : `${count(chosen.size, locale)} chosen${others.length > SHOWN ? `; ${count(others.length - SHOWN, locale)} more match, search to see them` : ""}`}
      </p>
    </div>
  );
}
