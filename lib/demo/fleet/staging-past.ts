import { virtualService } from "./company.ts";
import { type Journey, journey } from "./journey.ts";
import {
  all,
  type Change,
  labelled,
  opened,
  ran,
  ranIstio,
  WITH_SIDECARS,
  WITHOUT_HBONE,
  was,
  withWaypoint,
} from "./past.ts";

const BOUND = { "istio.io/use-waypoint": "waypoint" };

/** Week by week, and each at its own pace. */
const WAYS: readonly Journey[] = [
  { name: "reviews", enrolled: 56, finished: 53 },
  { name: "loyalty", restarted: 55, enrolled: 48, finished: 46 },
  { name: "wishlists", restarted: 54, enrolled: 42, finished: 39 },
  { name: "vouchers", restarted: 44, enrolled: 28, finished: 25 },
  {
    name: "baskets",
    restarted: 44,
    waypoint: 27,
    bound: 24,
    enrolled: 21,
    finished: 19,
  },
  {
    name: "content",
    restarted: 40,
    waypoint: 30,
    translated: 26,
    bound: 18,
    enrolled: 14,
    finished: 12,
    copies: ["cms"],
    sources: [
      virtualService("cms-timeout", {
        hosts: ["cms"],
        http: [{ timeout: "2s", route: [{ destination: { host: "cms" } }] }],
      }),
    ],
  },
  {
    name: "customer-profile",
    restarted: 40,
    waypoint: 22,
    translated: 17,
    bound: 13,
    enrolled: 8,
    finished: 2,
    copies: ["no-admin-waypoint"],
  },
  { name: "shipping", restarted: 38, enrolled: 1 },
  { name: "catalog", restarted: 38, waypoint: 16, bound: 9 },
  { name: "payments", restarted: 31, waypoint: 15, translated: 6, copies: ["no-admin-waypoint"] },
  { name: "checkout", restarted: 31, waypoint: 10 },
  { name: "notifications", restarted: 29 },
  { name: "pricing", restarted: 29 },
  { name: "geo", restarted: 20 },
];

const EVENTS: readonly Change[] = [
  opened(6, "geo"),
  {
    daysAgo: 5,
    what: "A clean-up of unused gateways takes the waypoint of baskets with it",
    before: all(withWaypoint("baskets"), labelled("baskets", [], BOUND)),
  },
  {
    daysAgo: 3,
    what: "orders-api is restarted without sidecars; order-events is forgotten",
    before: all(
      ran("orders", WITH_SIDECARS),
      labelled("orders", [], { "istio-injection": "enabled" }),
    ),
  },
  {
    daysAgo: 4,
    what: "orders is labelled for ambient",
    before: labelled("orders", ["istio.io/dataplane-mode"]),
  },
  { daysAgo: 34, what: "orders speaks HBONE", before: ran("orders", WITHOUT_HBONE) },
  {
    daysAgo: 45,
    what: "Istio is upgraded; accounting is not restarted",
    before: ranIstio("1.28.6"),
  },
  {
    daysAgo: 33,
    what: "pricing gets its cache",
    before: was("pricing", ({ apps }) => ({ apps: apps.slice(0, 1) })),
  },
];

export const STAGING_PAST: readonly Change[] = [...EVENTS, ...WAYS.flatMap(journey)];
