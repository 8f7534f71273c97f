import type { FilterChoice } from "../ui/filter-form.tsx";
import { SEVERITIES } from "../ui/words.ts";

/** Narrows findings by severity, or to those that matter for security. */
export const SEVERITY_CHOICE: FilterChoice = {
  name: "severity",
  label: "Severity",
  options: [
    ...(["blocker", "warning", "info"] as const).map((value) => ({
      value,
      text: SEVERITIES[value].word,
    })),
    { value: "security", text: "security-relevant" },
  ],
};
