/**
 * One viewer's session: alive for twice the keep-alive after the last sign of life. Signs are requests and open responses
 * whose reader takes what it is given. Made and ended by the session table.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { CameraStream, StreamClaim } from './camera-stream.js';

/** A response that goes on for as long as the session, such as moving pictures. */
export interface OpenResponse {
  /**
   * When its reader had last taken all that was there for it, on the monotonic clock: now, where it waits for more. A
   * reader that is stuck falls behind, and gives no sign of life then.
   */
  drainedAtMs(): number;
}

export type ViewerSessionDeps = {
  id: string;
  cameraId: string;
  grant: string;
  stream: CameraStream;
  claim: StreamClaim;
  /** Time to live after a sign of life. */
  lifeMs: number;
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
};

export class ViewerSession {
  /** Credential of its own keep-alive and close. */
  readonly id: string;
  readonly cameraId: string;
  /** Part of its media URLs. */
  readonly grant: string;
  readonly stream: CameraStream;
  readonly #claim: StreamClaim;
  readonly #lifeMs: number;
  readonly #nowMs: () => number;
  readonly #responses = new Set<OpenResponse>();
  readonly #ended = new AbortController();
  /** On the monotonic clock, so that a step of the wall clock ends nobody's session. */
  #deadlineMs = 0;

  constructor({ id, cameraId, grant, stream, claim, lifeMs, nowMs = Date.now }: ViewerSessionDeps) {
    this.id = id;
    this.cameraId = cameraId;
    this.grant = grant;
    this.stream = stream;
    this.#claim = claim;
    this.#lifeMs = lifeMs;
    this.#nowMs = nowMs;
    this.touch();
  }

  /** Aborted, with GatewayError `not_found`, when it has ended for whatever reason. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** What the time is to whoever reads `expiresAtMs`, epoch milliseconds. */
  get nowMs(): number {
    return this.#nowMs();
  }

  /** Epoch milliseconds. */
  get expiresAtMs(): number {
    return this.#nowMs() + this.#deadlineMs - performance.now();
  }

  /** A sign of life. */
  touch(): void {
    this.#renew(performance.now());
  }

  /**
   * Lets an open response give signs of life. They are asked for, so that none costs a timer.
   *
   * @returns ends it; to be called with the response's end
   */
  hold(response: OpenResponse): () => void {
    this.#responses.add(response);
    return () => this.#responses.delete(response);
  }

  /** Asked regularly by the session table. */
  hasExpired(nowMs: number): boolean {
    for (const response of this.#responses) this.#renew(response.drainedAtMs());
    return this.#deadlineMs <= nowMs;
  }

  /** Gives its claim back and ends its open responses. Idempotent. */
  end(): void {
    this.#claim.release();
    this.#ended.abort(new GatewayError('not_found', 'The session has ended. Ask for a new one.'));
  }

  #renew(aliveAtMs: number): void {
    this.#deadlineMs = Math.max(this.#deadlineMs, aliveAtMs + this.#lifeMs);
  }
}
