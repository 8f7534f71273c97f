import type { Candidate, WaypointReason } from "./facts.ts";
import { type HostIndex, indexHosts } from "./hosts.ts";
import type { ObjectRef } from "./model.ts";
import { refKey } from "./refs.ts";
import type { BoundService } from "./services.ts";
import { type BindingContext, workloadBinding } from "./waypoint-binding.ts";

/** What a waypoint can be needed for. */
export interface Subject {
  readonly namespace: string;
  readonly ref: ObjectRef;
  /** Reached by a virtual IP, which a waypoint for services serves; otherwise only one for workloads does. */
  readonly addressed: "service" | "workload";
  readonly bound: boolean;
}

/** One reason before it is joined with the rest of its namespace. */
export interface Demand extends Pick<WaypointReason, "rule" | "object" | "detail" | "decisive"> {
  readonly subject: Subject;
}

export interface Subjects {
  readonly hosts: HostIndex<BoundService>;
  readonly serviceAt: (ref: ObjectRef) => BoundService | undefined;
  readonly ofService: (service: BoundService) => Subject;
  /**
   * The Services in front of these candidates, each once. Where none stands, the workload itself if the policy selects it
   * by its labels, or if it serves a port: what covers a whole namespace also covers workers that nobody calls.
   */
  readonly inFrontOf: (candidates: readonly Candidate[], selected: boolean) => readonly Subject[];
}

export function subjects(services: readonly BoundService[], bindings: BindingContext): Subjects {
  const relevant = services.filter(({ binding }) => !binding.infrastructureOnly);
  const byCandidate = new Map<Candidate, BoundService[]>();
  for (const service of relevant) {
    for (const candidate of service.candidates) {
      const known = byCandidate.get(candidate);
      if (known) known.push(service);
      else byCandidate.set(candidate, [service]);
    }
  }

  const made = new Map<BoundService, Subject>();
  const ofService = (service: BoundService) => {
    const subject = made.get(service) ?? serviceSubject(service, bindings);
    made.set(service, subject);
    return subject;
  };
  const workloads = new Map<string, Subject>();
  const ofWorkload = (candidate: Candidate) => {
    const key = refKey(candidate.owner);
    const subject = workloads.get(key) ?? workloadSubject(candidate, bindings);
    workloads.set(key, subject);
    return subject;
  };
  const fronts = new Map<Candidate, readonly Subject[]>();
  const frontOf = (candidate: Candidate) => {
    const found = fronts.get(candidate) ??
      byCandidate.get(candidate)?.map(ofService) ?? [ofWorkload(candidate)];
    fronts.set(candidate, found);
    return found;
  };
  const byRef = new Map(services.map((service) => [refKey(service.binding.service), service]));

  return {
    hosts: indexHosts(services, ({ binding }) => binding.hosts),
    serviceAt: (ref) => byRef.get(refKey(ref)),
    ofService,
    inFrontOf: (candidates, selected) => {
      const reached = selected
        ? candidates
        : candidates.filter((candidate) => byCandidate.has(candidate) || servesPort(candidate));
      return [...new Set(reached.flatMap(frontOf))];
    },
  };
}

function servesPort({ owner, shape }: Candidate): boolean {
  if (owner.kind === "Job" || owner.kind === "CronJob") return false;
  return shape.containers.some(({ name, ports }) => name !== "istio-proxy" && ports.length > 0);
}

function serviceSubject({ binding, candidates }: BoundService, bindings: BindingContext): Subject {
  const { service, headless } = binding;
  return {
    namespace: service.namespace === null ? "" : service.namespace,
    ref: service,
    addressed: headless ? "workload" : "service",
    bound: headless
      ? candidates.length > 0 && candidates.every((candidate) => isBound(candidate, bindings))
      : binding.binding.state === "bound",
  };
}

function workloadSubject(candidate: Candidate, bindings: BindingContext): Subject {
  return {
    namespace: candidate.namespace,
    ref: candidate.owner,
    addressed: "workload",
    bound: isBound(candidate, bindings),
  };
}

function isBound({ owner, namespace, shape }: Candidate, bindings: BindingContext): boolean {
  const pod = { ref: { ...owner, namespace }, labels: shape.labels, conditions: [] };
  return workloadBinding(pod, bindings).state === "bound";
}
