/** The thread that asks a source about the days before the first scan, started by fill-days.ts straight from this file. */
import { parentPort, workerData } from "node:worker_threads";
import { connect } from "../cluster/connect.ts";
import { ConnectionError } from "../cluster/problem.ts";
import { preparePoint } from "../db/measured-rows.ts";
import { measureDays } from "../metrics/measure-days.ts";
import { testSource } from "../metrics/test-source.ts";
import type { FillAnswer, FillOrder } from "./fill-days.ts";
import { makeWayForPages } from "./priority.ts";

const { order, facts }: FillOrder = workerData;

makeWayForPages();
parentPort?.postMessage(await answer());
parentPort?.close();

async function answer(): Promise<FillAnswer> {
  const { source = null, credential = null, days = null } = order.metrics ?? {};
  if (!source || !days) return { points: [], untold: 0 };
  const { ownListener, kubeconfigFiles, demoAddress } = order;
  try {
    const connection = await connect(order.source, {
      kubeconfigFiles,
      ownListener,
      ...(order.credential ? { credential: order.credential } : {}),
      ...(demoAddress === null ? {} : { demoAddress }),
    });
    try {
      const { signal } = new AbortController();
      const options = { connection, source, credential, facts, ownListener, signal };
      const test = await testSource(options);
      if (!test.ok) return { problem: test.sentence };

      const range = { from: new Date(days.from), to: new Date(days.to) };
      const { points, untold } = await measureDays({ ...options, at: new Date() }, range);
      return { points: points.map(preparePoint), untold };
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return { problem: error.message };
  }
}
