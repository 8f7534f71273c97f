import type { ObjectRef, TrafficExtension, WasmPlugin } from "../../inventory/model.ts";
import { defineCheck, type Evidence, type Problem } from "../define.ts";
import { mayBeMeshWide } from "../mesh-wide.ts";
import { ownersEvidence, type Reach, workloadsText } from "../policy-reach.ts";
import {
  RETARGET_CONSULTS,
  RETARGET_READS,
  type RetargetSlices,
  retarget,
  retargeted,
  selectorReach,
} from "../retarget.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

type Extension = WasmPlugin | TrafficExtension;

export const wasmpluginWaypoint = defineCheck({
  id: "wasmplugin-waypoint",
  title: "Extensions of sidecars have a waypoint to run in",
  finds: "Wasm extensions without a waypoint to run in",
  group: "traffic",
  severity: "blocker",
  security: true,
  reads: ["wasmPlugins", "trafficExtensions", ...RETARGET_READS],
  consults: RETARGET_CONSULTS,
  sources: [SOURCES.waypointWasm, SOURCES.codeAttachment, SOURCES.release130],

  subjects: ({ wasmPlugins, trafficExtensions }): readonly Extension[] => [
    ...wasmPlugins,
    ...trafficExtensions,
  ],

  inspect(extension, slices) {
    const problems = selectorReach(extension, slices).map((reach) => {
      const copies = retargeted<Extension>(
        extension.ref,
        reach,
        [...slices.wasmPlugins, ...slices.trafficExtensions],
        (other) => sameExtension(extension, other),
        slices,
      );
      return copies === null ? open(extension, reach, slices) : handled(extension, reach, copies);
    });
    return [...problems, ...mayBeMeshWide(extension, slices)];
  },
});

function open(extension: Extension, reach: Reach, slices: RetargetSlices): Problem {
  const { ref, phase } = extension;
  const { text, ...rest } = retarget(extension, reach, slices);
  const guards = isGuard(extension);
  return {
    ...outline(extension, reach),
    severity: guards ? "blocker" : "warning",
    problem: `${ref.kind} ${ref.name} would no longer run for ${workloadsText(reach.owners)}.`,
    why: guards
      ? `ztunnel runs no extensions. This one decides who may come in (phase ${phase}), and nothing would report that it is gone.`
      : "ztunnel runs no extensions, and a waypoint runs only those that name it or a Service with targetRefs.",
    remedy: {
      ...rest,
      text: `${text}${clientSide(extension)} One waypoint serves many pods, so test it under load.`,
    },
  };
}

function handled(extension: Extension, reach: Reach, copies: readonly ObjectRef[]): Problem {
  const { ref } = extension;
  return {
    ...outline(extension, reach),
    severity: "info",
    problem: `Handled: the waypoint runs ${listed(copies.map(placed))}. Delete ${ref.name} after the restart.`,
    why: "Sidecars still need the original. Once they are gone it has no effect.",
    remedy: {
      text: "Delete the original as soon as the pods have restarted without sidecars, not before.",
      command: kubectl(["delete"], ref),
    },
  };
}

function outline(extension: Extension, reach: Reach) {
  return {
    ...(isGuard(extension) && { security: true }),
    object: extension.ref,
    namespace: reach.namespace,
    evidence: [
      ...fields(extension),
      ...ownersEvidence(reach.owners, "metadata.labels", "covered by the extension"),
    ],
    removedByMigration: true,
  };
}

function fields(extension: Extension): Evidence[] {
  const { ref, phase } = extension;
  return [
    ...(phase === "" ? [] : [{ object: ref, field: "spec.phase", value: phase }]),
    ...("url" in extension && extension.url !== ""
      ? [{ object: ref, field: "spec.url", value: extension.url }]
      : []),
  ];
}

function isGuard({ phase }: Extension): boolean {
  return phase === "AUTHN" || phase === "AUTHZ";
}

function clientSide(extension: Extension): string {
  return "modes" in extension && extension.modes.includes("CLIENT")
    ? " Its match for mode CLIENT has no home in ambient: leave it out of the copy."
    : "";
}

function sameExtension(a: Extension, b: Extension): boolean {
  const url = (one: Extension) => ("url" in one ? one.url : "");
  return a.ref.kind === b.ref.kind && a.phase === b.phase && url(a) === url(b);
}
