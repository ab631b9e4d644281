/**
 * The body of a response that goes on for as long as its viewer's session: moving pictures, endless media. It is asked
 * for bytes only when its reader has taken all before, so that nothing queues for a slow one; reading counts as a sign
 * of life, so that one that is stuck loses its session, and its connection with it. Used by the routes.
 */

/** The session that the response belongs to. */
export interface LiveBodyOwner {
  /** Aborted when it has ended, with the error to answer where nothing has been sent yet. */
  readonly ended: AbortSignal;
  /** Asked for signs of life from now on until the returned function is called. */
  hold(response: { drainedAtMs(): number }): () => void;
}

export type LiveBodyOptions = {
  owner: LiveBodyOwner;
  /** The request's: aborted when the client has left. */
  left: AbortSignal;
  /** What to send next; `undefined` ends the response. The signal is aborted when nobody wants it any more. */
  read(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Ends the connection of a reader that is stuck, which would keep it for good. */
  cut(): void;
  /** Called once, when the response has ended for whatever reason, or could not begin. */
  onEnd(): void;
};

/** How long a reader may take to read on to the end, once the session has ended. */
const lastWordMs = 1000;

/**
 * Resolves when there are first bytes to send, so that a failure before them can still be answered with its status. The
 * session is held from the call on.
 *
 * @throws what `read` throws; the reason of `left`; that of the session's end before the first bytes
 */
export async function openLiveBody(options: LiveBodyOptions): Promise<ReadableStream<Uint8Array>> {
  const { owner, left, read, cut, onEnd } = options;
  const over = new AbortController();
  /** `undefined` while the reader waits for more. */
  let takenAtMs: number | undefined;
  let cutTimer: NodeJS.Timeout | undefined;
  let isCanceled = false;
  const release = owner.hold({ drainedAtMs: () => takenAtMs ?? performance.now() });

  function end(reason: unknown): void {
    if (over.signal.aborted) return;
    over.abort(reason);
    release();
    owner.ended.removeEventListener('abort', onSessionEnd);
    left.removeEventListener('abort', onLeft);
    onEnd();
  }
  function onSessionEnd(): void {
    end(owner.ended.reason);
    if (takenAtMs === undefined) return;
    cutTimer = setTimeout(cut, lastWordMs);
    cutTimer.unref();
  }
  const onLeft = (): void => end(left.reason);

  owner.ended.addEventListener('abort', onSessionEnd, { once: true });
  left.addEventListener('abort', onLeft, { once: true });
  if (left.aborted) onLeft();
  else if (owner.ended.aborted) onSessionEnd();

  let first: Uint8Array<ArrayBuffer> | undefined;
  try {
    over.signal.throwIfAborted();
    first = await read(over.signal);
    over.signal.throwIfAborted();
  } catch (error) {
    end(error);
    throw error;
  }
  takenAtMs = performance.now();

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(cutTimer);
        takenAtMs = undefined;
        const bytes = first ?? (await read(over.signal).catch(() => undefined));
        first = undefined;
        if (isCanceled) return;
        if (bytes === undefined || over.signal.aborted) {
          end(undefined);
          controller.close();
          return;
        }
        takenAtMs = performance.now();
        controller.enqueue(bytes);
      },
      cancel(reason) {
        isCanceled = true;
        clearTimeout(cutTimer);
        end(reason);
      },
    },
    // Without it a picture would be fetched ahead, and be old when the reader comes for it.
    { highWaterMark: 0 },
  );
}
