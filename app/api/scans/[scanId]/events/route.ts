import type { ScanProgress } from "@/lib/scan/progress.ts";
import { progressOf, subscribe } from "@/lib/scan/runner.ts";
import { refuse } from "../../../answer.ts";

/** Keeps proxies from closing a stream that is quiet while one list is slow. */
const HEARTBEAT_MS = 15_000;

/** Server-sent events of one scan: its state now, every change, and the end. */
export async function GET(
  request: Request,
  { params }: RouteContext<"/api/scans/[scanId]/events">,
): Promise<Response> {
  const { scanId } = await params;
  const now = await progressOf(scanId);
  if (!now) return refuse("This scan is not known here.", 404);

  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true;
      let unsubscribe = () => {};
      const close = () => {
        if (!open) return;
        open = false;
        unsubscribe();
        clearInterval(heartbeat);
        controller.close();
      };
      const write = (text: string) => open && controller.enqueue(encoder.encode(text));
      const tell = (progress: ScanProgress) => {
        write(`event: progress\ndata: ${JSON.stringify(progress)}\n\n`);
        if (progress.status !== "running") close();
      };
      const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);

      request.signal.addEventListener("abort", close, { once: true });
      tell(now);
      if (open) unsubscribe = subscribe(scanId, tell);
    },
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}
