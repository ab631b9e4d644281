/** A response of server-sent events (WHATWG HTML §9.2) that ends by itself and notices when its reader leaves. */

export type EventWriter = {
  /** Sends one event; its data is one line of JSON. */
  send(event: string, data: unknown): void;
  /** Aborted when the reader has left. */
  signal: AbortSignal;
};

/**
 * Answers 200 at once, runs `write`, and closes when it is done. The few events of one start are all there is to queue,
 * so nothing is bounded here beyond them.
 */
export function eventStreamResponse(write: (writer: EventWriter) => Promise<void>): Response {
  const left = new AbortController();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (event: string, data: unknown): void => {
        if (left.signal.aborted) return;
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      };
      await write({ send, signal: left.signal });
      if (!left.signal.aborted) controller.close();
    },
    cancel() {
      left.abort();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // nginx would hold the events back until it has a buffer full of them.
      'X-Accel-Buffering': 'no',
    },
  });
}
