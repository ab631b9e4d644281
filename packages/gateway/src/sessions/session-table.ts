/**
 * Who watches: a session holds a claim on a camera's stream for as long as its viewer gives signs of life. Its id is the
 * credential of its own keep-alive and close, its grant the one of its media URLs; both are unguessable.
 */
import { randomBytes } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { CameraStream, JoinOptions } from './camera-stream.js';
import type { StreamHub } from './stream-hub.js';
import { ViewerSession } from './viewer-session.js';

/** 144 bits: at least the 128 that RFC 4086 asks of a secret nobody can try out. */
const secretBytes = 18;

export type SessionTableDeps = {
  hub: StreamHub;
  keepAliveMs: number;
  maxPerCamera: number;
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
  onSessionEnd(session: ViewerSession, reason: SessionEndReason): void;
};

export type SessionEndReason = 'closed' | 'expired' | 'stream_ended';

export class SessionTable {
  readonly #deps: SessionTableDeps;
  readonly #byId = new Map<string, ViewerSession>();
  readonly #byGrant = new Map<string, ViewerSession>();
  #sweeper: NodeJS.Timeout | undefined;

  constructor(deps: SessionTableDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#byId.size;
  }

  /**
   * Opens a session: starts the camera or joins its stream, and waits until there is something to play.
   *
   * @throws GatewayError `viewer_limit_reached`, `camera_timeout`, `camera_failed`, `ffmpeg_failed`, `stream_not_ready`
   */
  async open(cameraId: string, options: JoinOptions): Promise<ViewerSession> {
    const { hub, keepAliveMs, nowMs = Date.now } = this.#deps;
    this.assertRoom(cameraId);
    const stream = hub.obtain(cameraId);
    const claim = await stream.join(options);
    const session = new ViewerSession({
      id: randomBytes(secretBytes).toString('base64url'),
      cameraId,
      grant: randomBytes(secretBytes).toString('base64url'),
      stream,
      claim,
      lifeMs: 2 * keepAliveMs,
      nowMs,
    });
    this.#byId.set(session.id, session);
    this.#byGrant.set(session.grant, session);
    this.#sweep();
    return session;
  }

  /** @throws GatewayError `viewer_limit_reached`; viewers who still wait for the camera count */
  assertRoom(cameraId: string): void {
    const { hub, maxPerCamera } = this.#deps;
    if ((hub.get(cameraId)?.claimCount ?? 0) < maxPerCamera) return;
    throw new GatewayError(
      'viewer_limit_reached',
      `This camera has ${maxPerCamera} viewers, as many as it may have. Try again when one has left.`,
      { retryAfterMs: 5000 },
    );
  }

  /** A sign of life by session id. @throws GatewayError `session_gone` */
  keepAlive(sessionId: string): ViewerSession {
    const session = this.#byId.get(sessionId);
    if (!session)
      throw new GatewayError('session_gone', 'This session has ended or never was. Open a new one.');
    session.touch();
    return session;
  }

  /** The session that a media URL belongs to. */
  openGrant(grant: string, cameraId: string): ViewerSession | undefined {
    const session = this.#byGrant.get(grant);
    return session?.cameraId === cameraId ? session : undefined;
  }

  /** Ends a session; one that is unknown or has ended is fine. */
  close(sessionId: string): void {
    const session = this.#byId.get(sessionId);
    if (session) this.#end(session, 'closed');
  }

  /** Ends all sessions on a stream, because the stream ended under them. */
  closeAllOf(stream: CameraStream): void {
    for (const session of [...this.#byId.values()]) {
      if (session.stream === stream) this.#end(session, 'stream_ended');
    }
  }

  /** Ends every session. */
  closeAll(): void {
    for (const session of [...this.#byId.values()]) this.#end(session, 'stream_ended');
    this.#stopSweeping();
  }

  #end(session: ViewerSession, reason: SessionEndReason): void {
    if (!this.#byId.delete(session.id)) return;
    this.#byGrant.delete(session.grant);
    session.end();
    this.#deps.onSessionEnd(session, reason);
  }

  /** One timer for all sessions, running only while there are some. */
  #sweep(): void {
    this.#sweeper ??= setInterval(
      () => {
        const nowMs = performance.now();
        for (const session of [...this.#byId.values()])
          if (session.hasExpired(nowMs)) this.#end(session, 'expired');
        if (this.#byId.size === 0) this.#stopSweeping();
      },
      Math.min(1000, this.#deps.keepAliveMs / 4),
    );
  }

  #stopSweeping(): void {
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }
}
