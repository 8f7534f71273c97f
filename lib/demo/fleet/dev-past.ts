import { authorizationPolicy, virtualService } from "./company.ts";
import { type Journey, journey } from "./journey.ts";
import type { Change } from "./past.ts";

const WAYS: readonly Journey[] = [
  { name: "search", restarted: 57, enrolled: 52, finished: 50 },
  { name: "notifications", restarted: 56, enrolled: 45, finished: 43 },
  { name: "orders", restarted: 51, enrolled: 38, finished: 36 },
  {
    name: "catalog",
    restarted: 51,
    waypoint: 40,
    translated: 37,
    bound: 34,
    enrolled: 31,
    finished: 29,
    copies: ["catalog"],
    sources: [
      virtualService("catalog-retries", {
        hosts: ["catalog"],
        http: [{ retries: { attempts: 2 }, route: [{ destination: { host: "catalog" } }] }],
      }),
    ],
  },
  {
    name: "payments",
    restarted: 49,
    waypoint: 30,
    translated: 27,
    bound: 24,
    enrolled: 23,
    finished: 22,
    copies: ["no-admin"],
    sources: [
      authorizationPolicy("no-admin-sidecar", {
        action: "DENY",
        selector: { matchLabels: { app: "payment-api" } },
        rules: [{ to: [{ operation: { paths: ["/admin/*"] } }] }],
      }),
    ],
  },
  {
    name: "checkout",
    restarted: 49,
    waypoint: 21,
    translated: 17,
    bound: 15,
    enrolled: 13,
    finished: 10,
    copies: ["checkout-api-callers"],
    sources: [
      authorizationPolicy("checkout-api-callers-sidecar", {
        action: "ALLOW",
        selector: { matchLabels: { app: "checkout-api" } },
        rules: [{ to: [{ operation: { methods: ["GET", "POST"], paths: ["/v1/checkout/*"] } }] }],
      }),
    ],
  },
];

/** All the way: from sidecars everywhere to none, the simple namespaces first. */
export const DEV_PAST: readonly Change[] = WAYS.flatMap(journey);
