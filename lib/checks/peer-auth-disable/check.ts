import type { Candidate } from "../../inventory/facts.ts";
import { rootNamespaceKnown, rootNamespaceOf } from "../../inventory/mesh-config.ts";
import type { ObjectRef, PeerAuthentication } from "../../inventory/model.ts";
import { effectiveMtls } from "../../inventory/peer-authentication.ts";
import { refKey } from "../../inventory/refs.ts";
import { ownersOf } from "../../inventory/services.ts";
import { defineCheck, type Problem, type Reading } from "../define.ts";
import { rootNotRead } from "../mesh-wide.ts";
import { ownersEvidence, workloadsText } from "../policy-reach.ts";
import { meshCandidates } from "../support/mesh.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, listed } from "../support/words.ts";

/** Workloads of one namespace for which one object decides, and where it says DISABLE for them. */
interface Decision {
  readonly policy: PeerAuthentication;
  readonly namespace: string;
  readonly decides: readonly Candidate[];
  /** Those it sets to DISABLE as a whole. */
  readonly disabled: readonly Candidate[];
  /** Ports it sets to DISABLE for workloads it selects. */
  readonly ports: readonly string[];
}

/** The root namespace is only assumed, and with another one more may be switched off. */
interface Doubt {
  readonly assumedRoot: string;
}

type Slices = Reading<"peerAuthentications" | "candidates" | "meshNamespaces">;

export const peerAuthDisable = defineCheck({
  id: "peer-auth-disable",
  title: "No workload switches mutual TLS off",
  finds: "PeerAuthentication switches mutual TLS off",
  group: "security",
  severity: "blocker",
  reads: ["peerAuthentications", "candidates", "meshNamespaces"],
  consults: ["meshConfigs"],
  sources: [SOURCES.migrateBefore, SOURCES.codeAuthorization, SOURCES.sailMigration],

  subjects(slices): readonly (Decision | Doubt)[] {
    const { peerAuthentications, meshConfigs } = slices;
    const root = rootNamespaceOf(meshConfigs ?? []);
    const decisions = new Map<string, Decision>();

    for (const candidate of meshCandidates(slices)) {
      const { mode, from, ports, portsFrom } = effectiveMtls(candidate, peerAuthentications, root);
      const closed = Object.keys(ports).filter((port) => ports[port] === "DISABLE");
      if (from !== null) {
        add(decisions, from, candidate, { disabled: mode === "DISABLE" });
      }
      if (portsFrom !== null) {
        add(decisions, portsFrom, candidate, { ports: closed });
      }
    }
    const open = !rootNamespaceKnown(meshConfigs) && mayDisableMore(slices, root);
    return [...decisions.values(), ...(open ? [{ assumedRoot: root }] : [])];
  },

  inspect(subject) {
    if ("assumedRoot" in subject) return [rootNotRead("PeerAuthentication", subject.assumedRoot)];
    return subject.disabled.length > 0 || subject.ports.length > 0 ? [disables(subject)] : [];
  },
});

/**
 * Whether another root namespace would switch mutual TLS off for a workload that has it now: one of another namespace
 * whose own policies leave it to the mesh, or one of the assumed root namespace, whose selecting policies would then count.
 */
function mayDisableMore(slices: Slices, assumedRoot: string): boolean {
  const { peerAuthentications } = slices;
  const disabling = new Set(
    peerAuthentications
      .filter(({ mode, selector }) => mode === "DISABLE" && selector.state !== "labels")
      .map(({ ref }) => ref.namespace),
  );
  disabling.delete(assumedRoot);

  return meshCandidates(slices).some((candidate) => {
    const own = effectiveMtls(candidate, peerAuthentications, NOWHERE);
    if (candidate.namespace === assumedRoot) {
      const closed = own.mode === "DISABLE" || Object.values(own.ports).includes("DISABLE");
      if (closed) return true;
    }
    const others = disabling.size - (disabling.has(candidate.namespace) ? 1 : 0);
    return own.from === null && others > 0;
  });
}

/** No namespace has this name. */
const NOWHERE = "";

function add(
  decisions: Map<string, Decision>,
  policy: PeerAuthentication,
  candidate: Candidate,
  { disabled = false, ports = [] }: { disabled?: boolean; ports?: readonly string[] },
): void {
  const key = `${candidate.namespace}|${refKey(policy.ref)}`;
  const known = decisions.get(key);
  decisions.set(key, {
    policy,
    namespace: candidate.namespace,
    decides: [...(known?.decides ?? []), candidate],
    disabled: [...(known?.disabled ?? []), ...(disabled ? [candidate] : [])],
    ports: [...new Set([...(known?.ports ?? []), ...ports])],
  });
}

function disables({ policy, namespace, decides, disabled, ports }: Decision): Problem {
  const { ref } = policy;
  const whole = disabled.length > 0;
  const owners = ownersOf(whole ? disabled : decides);
  return {
    severity: "blocker",
    ...(!whole && { facet: "port-level" }),
    object: ref,
    namespace,
    problem: whole
      ? `${ref.name} switches mutual TLS off for ${workloadsText(owners)}.`
      : `${ref.name} switches mutual TLS off on ${counted(ports.length, "port")} (${listed(ports)}) of ${workloadsText(owners)}.`,
    why: "Captured pods always speak HBONE with each other, so DISABLE cannot be kept, and ambient clients may fail to reach such a port while its pod still has a sidecar. Istio's migration guide lists it as a hard stop.",
    remedy: {
      text: `Change DISABLE to PERMISSIVE, which accepts plain text and mutual TLS. If all clients and servers move together, accept this finding: for incoming traffic ztunnel treats DISABLE as PERMISSIVE.`,
      command: kubectl(
        ["patch"],
        ref,
        "--type=merge",
        "--patch",
        JSON.stringify({ spec: permissive(ports, whole) }),
      ),
    },
    evidence: [
      ...fields(ref, ports, whole),
      ...ownersEvidence(owners, "metadata.labels", "decided by the policy"),
    ],
  };
}

function permissive(ports: readonly string[], whole: boolean) {
  const mode = { mode: "PERMISSIVE" };
  return {
    ...(whole && { mtls: mode }),
    ...(ports.length > 0 && {
      portLevelMtls: Object.fromEntries(ports.map((port) => [port, mode])),
    }),
  };
}

function fields(object: ObjectRef, ports: readonly string[], whole: boolean) {
  return [
    ...(whole ? [{ object, field: "spec.mtls.mode", value: "DISABLE" }] : []),
    ...ports.map((port) => ({
      object,
      field: `spec.portLevelMtls[${port}].mode`,
      value: "DISABLE",
    })),
  ];
}
