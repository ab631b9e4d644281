/**
 * One session for all who cannot have one of their own, because the protocol of their system knows none: started by the
 * first who asks, joined by the others, ended for all. Behind the endpoints of older systems.
 */
import { GatewayError } from '../errors/gateway-error.js';
import { unlessAborted } from '../errors/unless-aborted.js';
import type { LiveStream } from '../store/live-stream.js';
import { isComplete } from '../store/segment.js';
import type { SessionTable } from './session-table.js';
import type { ViewerSession } from './viewer-session.js';

export type SharedSessionDeps = {
  sessions: SessionTable;
  cameraId: string;
  /** How long a start may take altogether. */
  startTimeoutMs: number;
};

/** A start in progress, which lasts as long as somebody waits for it. */
type Attempt = { abort: AbortController; waiterCount: number; opened: Promise<ViewerSession> };

export class SharedSession {
  readonly #deps: SharedSessionDeps;
  #attempt: Attempt | undefined;
  #session: ViewerSession | undefined;

  constructor(deps: SharedSessionDeps) {
    this.#deps = deps;
  }

  /** The session that was started and has not ended since. */
  get current(): ViewerSession | undefined {
    return this.#session?.ended.aborted ? undefined : this.#session;
  }

  /**
   * Starts the session or joins it, and waits until a complete segment is listed: players of older systems know no parts.
   * Once nobody waits any more, a start that has not been answered is given up.
   *
   * @throws as `SessionTable.open`; GatewayError `stream_not_ready` when no segment came in time or it was closed
   *   meanwhile; the signal's reason
   */
  async open(signal: AbortSignal): Promise<ViewerSession> {
    const { current } = this;
    if (current) {
      current.touch();
      await untilSegmentListed(current, signal, this.#deps.startTimeoutMs);
      return current;
    }
    const attempt = this.#attempt ?? this.#begin();
    attempt.waiterCount += 1;
    try {
      return await unlessAborted(attempt.opened, signal);
    } finally {
      attempt.waiterCount -= 1;
      if (attempt.waiterCount === 0) this.#abandon(attempt, signal.reason);
    }
  }

  /** Ends it for all, also while it starts. Idempotent. */
  close(): void {
    const reason = new GatewayError('stream_not_ready', 'The stream was stopped while it started.');
    if (this.#attempt) this.#abandon(this.#attempt, reason);
    if (this.#session) this.#deps.sessions.close(this.#session.id);
  }

  #begin(): Attempt {
    const abort = new AbortController();
    const attempt: Attempt = { abort, waiterCount: 0, opened: this.#start(abort.signal) };
    this.#attempt = attempt;
    return attempt;
  }

  /** Does nothing to one that has succeeded. */
  #abandon(attempt: Attempt, reason: unknown): void {
    attempt.abort.abort(reason);
    if (this.#attempt === attempt) this.#attempt = undefined;
  }

  async #start(signal: AbortSignal): Promise<ViewerSession> {
    const { sessions, cameraId, startTimeoutMs } = this.#deps;
    const beganAtMs = performance.now();
    const session = await sessions.open(cameraId, { signal });
    // Nobody has been told of it yet who could keep it alive.
    const release = session.hold({ drainedAtMs: () => performance.now() });
    try {
      await untilSegmentListed(session, signal, startTimeoutMs - (performance.now() - beganAtMs));
      signal.throwIfAborted();
    } catch (error) {
      sessions.close(session.id);
      throw error;
    } finally {
      release();
    }
    session.touch();
    this.#session = session;
    return session;
  }
}

async function untilSegmentListed(
  { stream: { live }, ended }: ViewerSession,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<void> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(lateError()), Math.max(0, timeoutMs));
  try {
    await live.waitUntil(() => hasSegment(live), {
      signal: AbortSignal.any([signal, ended, deadline.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}

function lateError(): GatewayError {
  const message = 'The camera sends, but brought no complete segment in time. Check its keyframe interval.';
  return new GatewayError('stream_not_ready', message, { retryAfterMs: 2000 });
}

function hasSegment({ window }: LiveStream): boolean {
  return window?.segments.some((segment) => !segment.isGap && isComplete(segment)) ?? false;
}
