/**
 * Moves an endless answer from its source to its sink for as long as the viewer's session lasts: moving pictures, endless
 * media. Both call back, so that a piece costs neither a promise nor a timer. Nothing is taken from the source while the
 * sink is full; that is no sign of life, so that a reader who is stuck loses its session, and its connection with it.
 * Used by the responders.
 */
import type { LiveBytes, LiveSink } from './live-sink.js';

/** The session that the answer belongs to. */
export interface LiveOwner {
  /** Aborted when it has ended, with the error to answer where nothing has been sent yet. */
  readonly ended: AbortSignal;
  /** Asked for signs of life from now on until the returned function is called. @throws when it has too many such */
  hold(response: { drainedAtMs(): number }): () => void;
}

/** What one viewer is given. Whatever waits in it is bounded by itself. */
export interface LiveSource {
  /**
   * Resolves when there is something to take, or it is closed.
   *
   * @param onNews called from then on when there is more, or has come to its end
   * @throws what keeps the first bytes away
   */
  open(onNews: () => void): Promise<void>;
  /** All that waits, which is no longer its own then; empty when there is nothing. */
  take(): readonly LiveBytes[];
  /** Nothing will follow what waits. */
  readonly hasEnded: boolean;
  /** Called once, when the answer has ended for whatever reason, or could not begin. */
  close(): void;
}

export type LivePumpOptions = {
  owner: LiveOwner;
  source: LiveSource;
  /** Attached when there is something to send. */
  sink: LiveSink;
  /** Aborted when the client leaves before that; afterwards the sink says so. */
  left: AbortSignal;
};

/** How long a reader may take to read on to the end, once the session has ended. */
const lastWordMs = 1000;

/**
 * Resolves when sending has begun, so that a failure before can still be answered with its status. The session is held
 * from the call on.
 *
 * @throws what `source.open` throws; the reason of `left`, or of the session's end, where that comes first
 */
export async function pumpLive({ owner, source, sink, left }: LivePumpOptions): Promise<void> {
  let hasBegun = false;
  /** Since when the sink is full; `undefined` while more would be taken. */
  let fullAtMs: number | undefined;
  let end: { reason: unknown } | undefined;
  let cutTimer: NodeJS.Timeout | undefined;
  const release = hold({ drainedAtMs: () => fullAtMs ?? performance.now() });

  function hold(response: Parameters<LiveOwner['hold']>[0]): () => void {
    try {
      return owner.hold(response);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  function finish(reason: unknown): void {
    if (end) return;
    end = { reason };
    release();
    owner.ended.removeEventListener('abort', onSessionEnd);
    left.removeEventListener('abort', onLeft);
    source.close();
  }
  function onSessionEnd(): void {
    finish(owner.ended.reason);
    if (!hasBegun) return;
    cutTimer = setTimeout(() => sink.cut(), lastWordMs);
    cutTimer.unref();
    sink.end(owner.ended.reason);
  }
  const onLeft = (): void => finish(left.reason);

  function flow(): void {
    if (!hasBegun || end || fullAtMs !== undefined) return;
    const pieces = source.take();
    if (pieces.length > 0 && !sink.write(pieces)) fullAtMs = performance.now();
    else if (source.hasEnded) {
      finish(undefined);
      sink.end(undefined);
    }
  }

  owner.ended.addEventListener('abort', onSessionEnd, { once: true });
  left.addEventListener('abort', onLeft, { once: true });
  if (left.aborted) onLeft();
  else if (owner.ended.aborted) onSessionEnd();
  throwEnd();
  try {
    await source.open(flow);
  } catch (error) {
    finish(error);
  }
  throwEnd();
  hasBegun = true;
  left.removeEventListener('abort', onLeft);
  fullAtMs = performance.now();
  sink.attach({
    onDrained() {
      fullAtMs = undefined;
      flow();
    },
    onClosed() {
      clearTimeout(cutTimer);
      finish(undefined);
    },
  });

  function throwEnd(): void {
    if (end) throw end.reason;
  }
}
