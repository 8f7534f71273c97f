import { cruise, type IReporterOutput } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";

/** What a look at the import directions found. */
export interface ImportReport {
  /** Own modules seen. Zero means that nothing was checked, whatever the violations say. */
  readonly modules: number;
  /** One sentence per violation, with the rule and its reason. */
  readonly violations: readonly string[];
}

/** Checks the import directions of a source tree against .dependency-cruiser.mjs. */
export async function checkImports(folder = process.cwd()): Promise<ImportReport> {
  const options = await extractOptions(
    new URL("../.dependency-cruiser.mjs", import.meta.url).pathname,
  );
  const result: IReporterOutput = await cruise(["app", "components", "lib"], {
    ...options,
    baseDir: folder,
  });
  if (typeof result.output === "string")
    throw new Error("dependency-cruiser answered with text instead of a result");

  const own = result.output.modules.filter(({ source }) => /^(app|components|lib)\//.test(source));
  const reasons = new Map(
    result.output.summary.ruleSetUsed?.forbidden?.map(({ name, comment }) => [name, comment]),
  );
  return {
    modules: own.length,
    violations: result.output.summary.violations.map(
      ({ from, to, rule }) =>
        `${from} imports ${to}: ${rule.name}. ${reasons.get(rule.name) ?? ""}`,
    ),
  };
}
