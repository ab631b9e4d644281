/**
 * Who watches: a session holds a claim on a camera's stream for as long as its viewer gives signs of life. Its id is the
 * credential of its own keep-alive and close, its grant the one of its media URLs; both are unguessable.
 */
import { randomBytes } from 'node:crypto';
import { GatewayError } from '../errors/gateway-error.js';
import type { CameraStream, JoinOptions, StreamClaim } from './camera-stream.js';
import type { StreamHub } from './stream-hub.js';

/** 144 bits: at least the 128 that RFC 4086 asks of a secret nobody can try out. */
const secretBytes = 18;

export type ViewerSession = {
  readonly id: string;
  readonly cameraId: string;
  readonly grant: string;
  readonly stream: CameraStream;
  /** Epoch milliseconds: last sign of life + 2 × `keepAliveMs`. */
  expiresAtMs: number;
};

export type SessionTableDeps = {
  hub: StreamHub;
  keepAliveMs: number;
  maxPerCamera: number;
  onSessionEnd(session: ViewerSession, reason: SessionEndReason): void;
};

export type SessionEndReason = 'closed' | 'expired' | 'stream_ended';

/** `deadlineMs` is on the monotonic clock, so that a step of the wall clock ends nobody's session. */
type Entry = { session: ViewerSession; claim: StreamClaim; deadlineMs: number };

export class SessionTable {
  readonly #deps: SessionTableDeps;
  readonly #byId = new Map<string, Entry>();
  readonly #byGrant = new Map<string, Entry>();
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
    const { hub } = this.#deps;
    this.assertRoom(cameraId);
    const stream = hub.obtain(cameraId);
    const claim = await stream.join(options);
    const session: ViewerSession = {
      id: randomBytes(secretBytes).toString('base64url'),
      cameraId,
      grant: randomBytes(secretBytes).toString('base64url'),
      stream,
      expiresAtMs: 0,
    };
    const entry: Entry = { session, claim, deadlineMs: 0 };
    this.#byId.set(session.id, entry);
    this.#byGrant.set(session.grant, entry);
    this.#touch(entry);
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
    const entry = this.#byId.get(sessionId);
    if (!entry)
      throw new GatewayError('session_gone', 'This session has ended or never was. Open a new one.');
    this.#touch(entry);
    return entry.session;
  }

  /** The session that a media URL belongs to. `touch()` counts as a sign of life. */
  openGrant(grant: string, cameraId: string): { session: ViewerSession; touch(): void } | undefined {
    const entry = this.#byGrant.get(grant);
    if (!entry || entry.session.cameraId !== cameraId) return undefined;
    return { session: entry.session, touch: () => this.#touch(entry) };
  }

  /** Ends a session; one that is unknown or has ended is fine. */
  close(sessionId: string): void {
    const entry = this.#byId.get(sessionId);
    if (entry) this.#end(entry, 'closed');
  }

  /** Ends all sessions on a stream, because the stream ended under them. */
  closeAllOf(stream: CameraStream): void {
    for (const entry of [...this.#byId.values()]) {
      if (entry.session.stream === stream) this.#end(entry, 'stream_ended');
    }
  }

  /** Ends every session. */
  closeAll(): void {
    for (const entry of [...this.#byId.values()]) this.#end(entry, 'stream_ended');
    this.#stopSweeping();
  }

  #touch(entry: Entry): void {
    const lifeMs = 2 * this.#deps.keepAliveMs;
    entry.deadlineMs = performance.now() + lifeMs;
    entry.session.expiresAtMs = Date.now() + lifeMs;
  }

  #end(entry: Entry, reason: SessionEndReason): void {
    if (!this.#byId.delete(entry.session.id)) return;
    this.#byGrant.delete(entry.session.grant);
    entry.claim.release();
    this.#deps.onSessionEnd(entry.session, reason);
  }

  /** One timer for all sessions, running only while there are some. */
  #sweep(): void {
    this.#sweeper ??= setInterval(
      () => {
        const now = performance.now();
        for (const entry of [...this.#byId.values()])
          if (entry.deadlineMs <= now) this.#end(entry, 'expired');
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
