/** The thread that serves the demo fleet; it posts the address of each cluster once all of them listen. */
import { parentPort } from "node:worker_threads";
import { startDemo } from "../demo/server.ts";

const demo = await startDemo();
parentPort?.postMessage(new Map(demo.clusters.map((cluster) => [cluster, demo.address(cluster)])));
