import { expect, test } from "vitest";
import { byConsequence } from "./missing-kinds.ts";

const missing = (resource: string, kind: string, consequence: string) => ({
  resource,
  kind,
  consequence,
});

test("kinds with the same consequence stand together, each once", () => {
  expect(
    byConsequence([
      missing("jobs.batch", "Job", "Templates cannot be told."),
      missing("nodes", "Node", "The platform cannot be told."),
      missing("cronjobs.batch", "CronJob", "Templates cannot be told."),
      missing("a.projectcalico.org", "NetworkPolicy", "Calico is not evaluated."),
      missing("a.crd.projectcalico.org", "NetworkPolicy", "Calico is not evaluated."),
    ]),
  ).toEqual([
    { consequence: "Templates cannot be told.", kinds: ["Job", "CronJob"] },
    { consequence: "The platform cannot be told.", kinds: ["Node"] },
    { consequence: "Calico is not evaluated.", kinds: ["NetworkPolicy"] },
  ]);
});
