/**
 * One viewer's session: alive for twice the keep-alive after the last sign of life. Signs are requests and open responses
 * whose reader takes what it is given. Made and ended by the session table.
 */

import type { Transport } from '@rpi-live-camera/protocol/http';
import type { Viewer } from '../auth/viewer.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { CameraStream, StreamClaim } from './camera-stream.js';
import { sessionHandle } from './session-handle.js';

/** A response that goes on for as long as the session, such as moving pictures. */
export interface OpenResponse {
  /**
   * When its reader had last taken all that was there for it, on the monotonic clock: now, where it waits for more. A
   * reader that is stuck falls behind, and gives no sign of life then.
   */
  drainedAtMs(): number;
}

/** A viewer has one, for a moment two when the transport is changed. */
const maxOpenResponses = 16;

export type ViewerSessionDeps = {
  id: string;
  cameraId: string;
  grant: string;
  stream: CameraStream;
  claim: StreamClaim;
  /** Whose rights it lives by; `undefined` where none are needed. */
  viewer: Viewer | undefined;
  /** Time to live after a sign of life. */
  lifeMs: number;
  /** Called once, when it is given its first media. @default nobody is told */
  onFirstMedia?(transport: Transport): void;
};

export class ViewerSession {
  /** Credential of its own keep-alive and close. */
  readonly id: string;
  /** Names it where its id must not be told: in logs, to administrators. */
  readonly handle: string;
  readonly cameraId: string;
  /** Part of its media URLs. */
  readonly grant: string;
  readonly stream: CameraStream;
  /** Epoch milliseconds. */
  readonly openedAtMs = Date.now();
  readonly #claim: StreamClaim;
  readonly #lifeMs: number;
  readonly #onFirstMedia: (transport: Transport) => void;
  #transport: Transport | undefined;
  readonly #responses = new Set<OpenResponse>();
  readonly #ended = new AbortController();
  /** On the monotonic clock, so that a step of the wall clock ends nobody's session. */
  #deadlineMs = 0;
  #viewer: Viewer | undefined;
  /** When the right to watch ends, on the monotonic clock. */
  #rightsEndMs = Number.POSITIVE_INFINITY;

  constructor(deps: ViewerSessionDeps) {
    const { id, cameraId, grant, stream, claim, viewer, lifeMs, onFirstMedia = () => {} } = deps;
    this.id = id;
    this.handle = sessionHandle(id);
    this.cameraId = cameraId;
    this.grant = grant;
    this.stream = stream;
    this.#claim = claim;
    this.#lifeMs = lifeMs;
    if (viewer) this.#adopt(viewer);
    this.#onFirstMedia = onFirstMedia;
    this.touch();
  }

  /** Aborted, with GatewayError `not_found`, when it has ended for whatever reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** The way in which it was last given media; `undefined` before that. */
  get transport(): Transport | undefined {
    return this.#transport;
  }

  /** It is given media. */
  receives(transport: Transport): void {
    if (this.#transport === undefined) this.#onFirstMedia(transport);
    this.#transport = transport;
  }

  /** When it ends unless its viewer gives another sign of life, in epoch milliseconds. */
  get expiresAtMs(): number {
    return Date.now() + Math.min(this.#deadlineMs, this.#rightsEndMs) - performance.now();
  }

  /** Whose rights it lives by; `undefined` where none are needed. */
  get viewer(): Viewer | undefined {
    return this.#viewer;
  }

  /** Lives by these rights from now on, unless those of before last longer. */
  extendRights(viewer: Viewer): void {
    if (this.#viewer && viewer.expiresAtMs > this.#viewer.expiresAtMs) this.#adopt(viewer);
  }

  /** A sign of life. */
  touch(): void {
    this.#renew(performance.now());
  }

  /**
   * Lets an open response give signs of life. They are asked for, so that none costs a timer.
   *
   * @returns ends it; to be called with the response's end
   * @throws GatewayError `too_many_requests` when the session has many open already
   */
  hold(response: OpenResponse): () => void {
    if (this.#responses.size >= maxOpenResponses) {
      const message = `This session has ${maxOpenResponses} open responses. End some of them, or open another session.`;
      throw new GatewayError('too_many_requests', message, { retryAfterMs: 5000 });
    }
    this.#responses.add(response);
    return () => this.#responses.delete(response);
  }

  /** Asked regularly by the session table. */
  hasExpired(nowMs: number): boolean {
    for (const response of this.#responses) this.#renew(response.drainedAtMs());
    return this.#deadlineMs <= nowMs;
  }

  /** Whether the right to watch has ended. */
  hasLostRights(nowMs: number): boolean {
    return this.#rightsEndMs <= nowMs;
  }

  /** Gives its claim back and ends its open responses. Idempotent. */
  end(): void {
    this.#claim.release();
    this.#ended.abort(new GatewayError('not_found', 'The session has ended. Ask for a new one.'));
  }

  #adopt(viewer: Viewer): void {
    this.#viewer = viewer;
    this.#rightsEndMs = performance.now() + viewer.expiresAtMs - Date.now();
  }

  #renew(aliveAtMs: number): void {
    this.#deadlineMs = Math.max(this.#deadlineMs, aliveAtMs + this.#lifeMs);
  }
}
