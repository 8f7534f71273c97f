import { expect, test } from "vitest";
import { ballastOf } from "../cluster/ballast.ts";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import { pathsOf } from "../parity/rules.ts";

const fieldsOf = (path: string) => path.match(/[\w-]+/g) ?? [];

test("no rule of a feature reads a field that is dropped before it is decoded", () => {
  let paths = 0;
  for (const resource of RESOURCES) {
    const dropped = new Set(
      ballastOf(resource).flatMap((keys) =>
        (keys ?? []).map(({ name }) => Buffer.from(name).toString()),
      ),
    );
    for (const path of pathsOf(resource)) {
      paths += 1;
      expect([
        resource.resource,
        path,
        fieldsOf(path).filter((field) => dropped.has(field)),
      ]).toEqual([resource.resource, path, []]);
    }
  }
  expect(paths).toBeGreaterThan(100);
});
