/**
 * A body that is made as its client takes it: nothing is read ahead, and one of which nothing is taken for long is given up,
 * whichever server stands before the app. Used by routes of large files.
 */

export type PacedBodyOptions = {
  /** How long a client may take nothing. */
  timeoutMs: number;
  /** Called once, when nothing further is read: it is complete, given up, or failed. */
  onEnd(): void;
};

/** Taken at once by a client at 20 kbit/s within half a minute. */
const maxWriteBytes = 64 * 1024;

export function createPacedBody(
  chunks: AsyncGenerator<Buffer, void>,
  { timeoutMs, onEnd }: PacedBodyOptions,
): ReadableStream<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  let stalled: NodeJS.Timeout | undefined;
  let hasEnded = false;

  function end(): void {
    clearTimeout(stalled);
    if (hasEnded) return;
    hasEnded = true;
    onEnd();
    // One that waits for its storage ends when that has answered.
    chunks.return().catch(() => {});
  }

  function watch(controller: ReadableStreamDefaultController): void {
    clearTimeout(stalled);
    stalled = setTimeout(() => {
      controller.error(new Error(`the client took nothing for ${timeoutMs} ms`));
      end();
    }, timeoutMs).unref();
  }

  return new ReadableStream<Uint8Array>(
    {
      start: watch,
      async pull(controller) {
        // While the storage is waited for, it is not the client that takes nothing.
        clearTimeout(stalled);
        try {
          while (rest.length === 0) {
            const { done, value } = await chunks.next();
            if (hasEnded) return;
            if (done) {
              end();
              controller.close();
              return;
            }
            rest = value;
          }
        } catch (error) {
          end();
          throw error;
        }
        controller.enqueue(rest.subarray(0, maxWriteBytes));
        rest = rest.subarray(maxWriteBytes);
        watch(controller);
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}
