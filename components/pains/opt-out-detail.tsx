import Link from "next/link";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row } from "@/components/ui/table.tsx";
import { count } from "@/lib/format.ts";
import type { ObjectRef } from "@/lib/inventory/model.ts";
import type { OptOutPain, OptOutWay } from "@/lib/snapshot/pain-model.ts";
import { LongTable } from "./long-table.tsx";
import type { Shown } from "./namespace-table.tsx";

/** Who is left out of the mesh, what says so, and which policies are not enforced there. */
export function OptOutDetail({ optOut, locale, hrefOf }: Shown & { readonly optOut: OptOutPain }) {
  const { objects, objectCount, policies } = optOut;
  if (objects.length === 0) return <p className="text-sm">Nobody is left out.</p>;
  return (
    <LongTable
      label="Who is left out"
      head={
        <>
          <HeadCell>Who, and what says so</HeadCell>
          <HeadCell numeric>Pods</HeadCell>
          <HeadCell>Policies not enforced there</HeadCell>
        </>
      }
      items={objects}
      total={objectCount}
      locale={locale}
    >
      {(each) => (
        <Row key={`${refText(each.object)} ${each.says}`}>
          <Cell className="py-1.5 align-top text-sm [overflow-wrap:anywhere]">
            <Link className="link" href={hrefOf(each.namespace)}>
              <Name>{refText(each.object)}</Name>
            </Link>
            <span className="block text-ink-faint text-xs">
              {WAYS[each.way]}: <Name limit={120}>{each.says}</Name>
            </span>
          </Cell>
          <Cell numeric className="py-1.5 align-top">
            {count(each.pods, locale)}
          </Cell>
          <Cell className="py-1.5 align-top text-xs [overflow-wrap:anywhere]">
            <Policies refs={each.policies} total={each.policyCount} known={policies !== null} />
          </Cell>
        </Row>
      )}
    </LongTable>
  );
}

const WAYS: Readonly<Record<OptOutWay, string>> = {
  "namespace-injection": "whole namespace",
  "namespace-ambient": "whole namespace",
  "pod-injection": "no sidecar",
  "pod-ambient": "not in ambient mode",
  "host-network": "on the host's network",
  "inbound-traffic": "inbound traffic, in part",
  "outbound-traffic": "outbound traffic, in part",
};

function Policies({
  refs,
  total,
  known,
}: {
  refs: readonly ObjectRef[];
  total: number;
  known: boolean;
}) {
  if (!known) return <span className="text-ink-faint">could not tell</span>;
  if (total === 0) return <span className="text-ink-faint">none</span>;
  return (
    <ul>
      {refs.map((ref) => (
        <li key={refText(ref)}>
          <Name>{refText(ref)}</Name>
        </li>
      ))}
      {total > refs.length ? (
        <li className="text-ink-faint">and {total - refs.length} more</li>
      ) : null}
    </ul>
  );
}

function refText({ kind, namespace, name }: ObjectRef): string {
  return namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}
