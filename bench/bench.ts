/**
 * Measures the product on this machine, next to the aims it is held to: `npm run bench`, with `--json` for one JSON
 * object, `--quick` for one round and the smaller cluster only, `--only` with reading, ingest, history, measure, page or share
 * for a part.
 */
import { availableParallelism, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { measureHistory } from "./history.ts";
import { benchHistoryPages } from "./history-pages.ts";
import { measureIngest } from "./ingest.ts";
import { benchMeasuredPage } from "./measure-pages.ts";
import { benchQueries } from "./measure-queries.ts";
import { benchPage } from "./page.ts";
import { printIngest, printMachine, printPage, printReading } from "./print.ts";
import { printHistory, printHistoryPages } from "./print-history.ts";
import { printMeasuredPage, printQueries } from "./print-measure.ts";
import { benchReading } from "./reading.ts";
import { benchShare, printShare } from "./share.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: {
      type: "string",
      multiple: true,
      default: ["reading", "ingest", "history", "measure", "page", "share"],
    },
  },
});

const say = (line: string): void => {
  if (!values.json) process.stderr.write(`${line}\n`);
};
const wanted = (part: string): boolean => values.only.includes(part);

/** Figures of a machine that does other things meanwhile are not worth much: `load` says whether it did. */
const machine = {
  cores: availableParallelism(),
  memory: totalmem(),
  load: loadavg()[0],
  node: process.version,
};
const sizes = values.quick ? [10_000] : [10_000, 50_000];
const reading = wanted("reading") ? await benchReading(sizes, values.quick ? 1 : 3, say) : [];
const ingest = wanted("ingest") ? await measureIngest() : null;
const history = wanted("history") ? await measureHistory(say) : null;
const historyPages = wanted("history") ? await benchHistoryPages(say) : null;
const queries = wanted("measure") ? await benchQueries(say) : null;
const measuredPage = wanted("measure") ? await benchMeasuredPage(say) : null;
const page = wanted("page") ? await benchPage(say) : null;
const share = wanted("share") ? await benchShare(say) : null;

process.stdout.write(
  values.json
    ? `${JSON.stringify({ machine, reading, ingest, history, historyPages, queries, measuredPage, page, share })}\n`
    : [
        printMachine(machine),
        printReading(reading),
        ingest && printIngest(ingest),
        history && printHistory(history),
        historyPages && printHistoryPages(historyPages),
        queries && printQueries(queries),
        measuredPage && printMeasuredPage(measuredPage),
        page && printPage(page),
        share && printShare(share),
      ].join(""),
);
