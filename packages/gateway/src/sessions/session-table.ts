/**
 * Who watches: a session holds a claim on a camera's stream for as long as its viewer gives signs of life. Its id is the
 * credential of its own keep-alive and close, its grant the one of its media URLs; both are unguessable.
 */
import { randomBytes } from 'node:crypto';
import type { Transport } from '@rpi-live-camera/protocol/http';
import type { Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { QuotaEntry, ViewerQuota } from '../limits/viewer-quota.js';
import type { CameraStream, JoinOptions, StreamClaim } from './camera-stream.js';
import type { StreamHub } from './stream-hub.js';
import { ViewerSession } from './viewer-session.js';

/** 144 bits: at least the 128 that RFC 4086 asks of a secret nobody can try out. */
const secretBytes = 18;

export type SessionTableDeps = {
  hub: StreamHub;
  keepAliveMs: number;
  maxPerCamera: number;
  /** How many sessions an address and a token may have. @default no limit */
  quota?: ViewerQuota;
  /** @default nobody is told */
  onSessionOpen?(session: ViewerSession, request: SessionRequest): void;
  /** A session was given its first media. @default nobody is told */
  onFirstMedia?(session: ViewerSession, transport: Transport, request: SessionRequest): void;
  onSessionEnd(session: ViewerSession, reason: SessionEndReason): void;
};

/** What a session was asked for with. */
export type SessionRequest = {
  /** On the monotonic clock. */
  askedAtMs: number;
  /** Whether the camera streamed already. */
  start: 'cold' | 'joined';
  requestId: string | undefined;
};

/** Who asks for a session. */
export type Asker = {
  /** Whose rights the session lives by. @default none are needed */
  viewer?: Viewer | undefined;
  /** Of whom asks, as far as it is known. */
  address?: string | undefined;
};

export type OpenOptions = JoinOptions & Asker;

export type SessionEndReason =
  | 'closed'
  | 'expired'
  | 'stream_ended'
  | 'rights_ended'
  | 'ended_by_administrator';

const quotaEntryOf = ({ address, viewer }: Asker): QuotaEntry => ({ address, token: viewer?.identity });

/** @throws as `open`; nothing is held then */
async function joinWithRights(stream: CameraStream, options: OpenOptions): Promise<StreamClaim> {
  const claim = await stream.join(options);
  try {
    options.viewer?.assertValid();
  } catch (error) {
    claim.release();
    throw error;
  }
  return claim;
}

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
   * @throws GatewayError `viewer_limit_reached`, `too_many_requests`, `camera_timeout`, `camera_failed`, `ffmpeg_failed`,
   *   `stream_not_ready`; `unauthorized` when the rights have ended while the camera started
   */
  async open(cameraId: string, options: OpenOptions): Promise<ViewerSession> {
    const { hub, keepAliveMs, quota } = this.#deps;
    const { viewer } = options;
    this.assertRoom(cameraId, options);
    const stream = hub.obtain(cameraId);
    const leaveQuota = quota?.claim(quotaEntryOf(options)) ?? (() => {});
    const request: SessionRequest = {
      askedAtMs: performance.now(),
      start: stream.isLive ? 'joined' : 'cold',
      requestId: options.requestId,
    };
    const claim = await joinWithRights(stream, options).catch((error: unknown) => {
      leaveQuota();
      throw error;
    });
    const session: ViewerSession = new ViewerSession({
      id: randomBytes(secretBytes).toString('base64url'),
      cameraId,
      grant: randomBytes(secretBytes).toString('base64url'),
      stream,
      claim,
      viewer,
      lifeMs: 2 * keepAliveMs,
      onFirstMedia: (transport) => this.#deps.onFirstMedia?.(session, transport, request),
    });
    session.ended.addEventListener('abort', leaveQuota, { once: true });
    this.#byId.set(session.id, session);
    this.#byGrant.set(session.grant, session);
    this.#sweep();
    this.#deps.onSessionOpen?.(session, request);
    return session;
  }

  /** @throws GatewayError `viewer_limit_reached`, `too_many_requests`; viewers who still wait for the camera count */
  assertRoom(cameraId: string, asker: Asker = {}): void {
    const { hub, maxPerCamera, quota } = this.#deps;
    quota?.assertRoom(quotaEntryOf(asker));
    if ((hub.get(cameraId)?.claimCount ?? 0) < maxPerCamera) return;
    throw new GatewayError(
      'viewer_limit_reached',
      `This camera has ${maxPerCamera} viewers, as many as it may have. Try again when one has left.`,
      { retryAfterMs: 5000 },
    );
  }

  /** @throws GatewayError `session_gone` */
  get(sessionId: string): ViewerSession {
    const session = this.#byId.get(sessionId);
    if (session?.hasLostRights(performance.now())) this.#end(session, 'rights_ended');
    else if (session) return session;
    throw new GatewayError('session_gone', 'This session has ended or never was. Open a new one.');
  }

  /** A sign of life by session id. @throws GatewayError `session_gone` */
  keepAlive(sessionId: string): ViewerSession {
    const session = this.get(sessionId);
    session.touch();
    return session;
  }

  /** Every open session, oldest first. */
  all(): ViewerSession[] {
    return [...this.#byId.values()];
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

  /** Ends those that an administrator has named. @returns how many */
  endWhere(isMeant: (session: ViewerSession) => boolean): number {
    const meant = this.all().filter(isMeant);
    for (const session of meant) this.#end(session, 'ended_by_administrator');
    return meant.length;
  }

  /** Ends all sessions on a stream, because the stream ended under them. */
  closeAllOf(stream: CameraStream): void {
    for (const session of this.all()) {
      if (session.stream === stream) this.#end(session, 'stream_ended');
    }
  }

  /** Ends every session. */
  closeAll(): void {
    for (const session of this.all()) this.#end(session, 'stream_ended');
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
        for (const session of this.all()) {
          if (session.hasLostRights(nowMs)) this.#end(session, 'rights_ended');
          else if (session.hasExpired(nowMs)) this.#end(session, 'expired');
        }
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
