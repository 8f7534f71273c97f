/** Manifests of the Istio project, where they are at hand, dropped as one would drop them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { understand } from "../../inventory/understand.ts";
import { applyCompleteness } from "./completeness.ts";
import { importFiles } from "./fixture.ts";

const corpus = new URL("../../../../shared/corpus", import.meta.url).pathname;
const here = existsSync(corpus);

/** What `cat folder/*.yaml ...` prints. */
function cat(...folders: readonly string[]): Uint8Array {
  return Buffer.concat(
    folders.flatMap((folder) =>
      readdirSync(join(corpus, folder))
        .filter((name) => name.endsWith(".yaml"))
        .map((name) => readFileSync(join(corpus, folder, name))),
    ),
  );
}

describe.skipIf(!here)("the corpus as one file", () => {
  test("Istio's install and Bookinfo come in whole", async () => {
    const file = cat("install", "bookinfo", "bookinfo/networking");
    const { preview } = await importFiles({ "mesh.yaml": file });
    expect(preview.problems).toEqual([
      "13 objects have the name of an earlier one; the last of each counts.",
    ]);
    expect(Object.fromEntries(preview.found.map(({ kind, objects }) => [kind, objects]))).toEqual({
      Deployment: 7,
      DaemonSet: 2,
      Service: 11,
      ConfigMap: 3,
      NetworkPolicy: 1,
      MutatingWebhookConfiguration: 1,
      ValidatingWebhookConfiguration: 1,
      VirtualService: 6,
      DestinationRule: 5,
      Gateway: 1,
      ServiceEntry: 1,
      EnvoyFilter: 2,
    });
    expect(preview.found.every(({ unparsed }) => unparsed === 0)).toBe(true);
  });

  test("the control plane and ambient's agents are found, with and without the visitor's word", async () => {
    const { collected } = await importFiles({ "mesh.yaml": cat("install", "injected") });
    for (const complete of [false, true]) {
      const { slices } = understand(applyCompleteness(collected, complete), "2026-08-22T12:00:00Z");
      expect(slices.controlPlanes).toMatchObject({
        items: [{ ref: { namespace: "istio-system", name: "istiod" }, revision: "default" }],
      });
      expect(slices.ambientComponents).toMatchObject({
        items: expect.arrayContaining([
          expect.objectContaining({ component: "ztunnel" }),
          expect.objectContaining({ component: "istio-cni" }),
        ]),
      });
    }
  });
});
