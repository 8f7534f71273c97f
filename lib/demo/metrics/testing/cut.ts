/**
 * A cluster small enough for a real Prometheus to take in within seconds, in which everything happens that makes
 * queries wrong: on the last day of October 2026, between eleven and half past three.
 */
import { type Cloud, nodesOf, type Pool } from "../../build/nodes.ts";
import { clusterOf, type DemoCluster } from "../../cluster.ts";
import {
  AMBIENT,
  grpc,
  http,
  IN_AMBIENT,
  INJECTED,
  NO_MESH,
  plan,
  sidecar,
  tcp,
  worker,
} from "../../fleet/company.ts";
import { measured } from "../measured.ts";
import type { MeasuredCluster } from "../model.ts";
import { SHOPPERS } from "../rhythm.ts";
import { gateway, istiod, nodeAgents, prometheusServer, waypoint } from "../standing.ts";

export const CUT_FROM = Date.parse("2026-10-31T11:00:00Z");
export const CUT_TO = Date.parse("2026-10-31T15:30:00Z");

/** Its namespace `moved` is restarted without sidecars at 14:00. */
const MOVES = 1;
/** Days between that day and the one that counts as today. */
const DAYS_AGO = 2;

const CLOUD: Cloud = { provider: "kind", cluster: "cut", zones: ["local"], kubelet: "v1.34.0" };
const POOLS: readonly Pool[] = [{ name: "general", count: 2, cpu: 8, memoryGi: 32 }];
const MESH = sidecar("1.30.5");

const CUT: MeasuredCluster = {
  cluster: "cut",
  nodes: nodesOf(CLOUD, POOLS),
  turns: [MOVES],
  story: {
    rhythm: SHOPPERS,
    perReplica: [2, 9],
    // From 11:30 to 12:00.
    outages: [{ daysAgo: DAYS_AGO, hour: 11.5, hours: 0.5 }],
    // At 13:18.
    restarts: [{ namespace: "shop", daysAgo: DAYS_AGO, hour: 13.3 }],
    namespaces: { flawless: { errors: 0 }, shop: { errors: 0.03 } },
  },
  plan(daysAgo) {
    const { nodes } = this;
    const plane = daysAgo > MOVES ? MESH : AMBIENT;
    return {
      namespaces: [
        plan("shop", MESH, INJECTED, [
          http("web", 2),
          grpc("cart", 1),
          tcp("store", 5432, "docker.io/library/postgres:17.6", 1),
          worker("mailer", 1),
        ]),
        plan("moved", plane, daysAgo > MOVES ? INJECTED : IN_AMBIENT, [http("api", 2)]),
        plan("routed", AMBIENT, { ...IN_AMBIENT, "istio.io/use-waypoint": "waypoint" }, [
          http("pages", 1),
          grpc("rules", 1),
        ]),
        plan("flawless", MESH, INJECTED, [http("teapot", 1)]),
        plan("outside", NO_MESH, {}, [http("wiki", 1)]),
      ],
      standing: [
        istiod(nodes, 1),
        ...nodeAgents(nodes),
        gateway(nodes, "istio-ingress", "shop-istio", 1),
        waypoint(nodes, "routed", 1),
        prometheusServer(nodes),
      ],
    };
  },
};

/** As of the end of that stretch. Nothing but its metrics is served. */
export function cutCluster(): DemoCluster {
  return measured(clusterOf("cut", "v1.34.0", new Map()), CUT, new Date(CUT_TO), DAYS_AGO);
}
