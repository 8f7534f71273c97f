/** Where the browser tests find what they share with the server that serve.ts starts. */
import { join } from "node:path";

/** The product. The gate listens on the port after it. */
export const PORT = Number(process.env["E2E_PORT"] ?? 3199);

/** Emptied at each start: the data folder, the kubeconfig and the log of the product. */
export const FOLDER = join(import.meta.dirname, "..", ".results", `e2e-${PORT}`);

export const DATA = join(FOLDER, "data");
export const LOG = join(FOLDER, "server.log");

/** A request to it lets the waiting lists of the context "gated" pass. */
export const GATE = `http://127.0.0.1:${PORT + 1}/open-the-gate`;
