/** Prints "passed failed" of a Vitest or Playwright JSON report. A test that was skipped because of REQUIRE_POSTGRES=1 counts as failed. */
import { readFileSync } from "node:fs";

const report = JSON.parse(readFileSync(process.argv[2], "utf8"));
const [passed, failed] = report.stats
  ? [report.stats.expected + report.stats.flaky, report.stats.unexpected]
  : [
      report.numPassedTests,
      report.numFailedTests + (report.success || report.numFailedTests > 0 ? 0 : 1),
    ];
const skipped = process.env.REQUIRE_POSTGRES ? report.numPendingTests : 0;
console.log(passed, failed + skipped);
