/** The one error class of the gateway. Its codes are the problem codes of the protocol. */
import { type ProblemCode, problemRules } from '@rpi-live-camera/protocol/http';

export type GatewayErrorOptions = {
  /** Facts for the log, never secrets; they are not sent to clients. */
  details?: Record<string, unknown>;
  /** After how long asking again may help. */
  retryAfterMs?: number | undefined;
  /** How long a client may keep the refusal. @default not at all */
  cacheForMs?: number;
  /** Which credentials are asked for: the header `WWW-Authenticate` (RFC 9110 §11.6.1). @default none */
  challenge?: string;
  cause?: unknown;
};

/**
 * A failure with a stable `code`. The message says what failed, with value and unit, then what to do; for a 4xx it is
 * sent to the client as `detail`, for a 5xx other than the camera's own it stays in the log.
 */
export class GatewayError extends Error {
  /** Stable; `docs/errors.md` explains each. */
  readonly code: ProblemCode;
  /** Facts for the log, never sent to clients. */
  readonly details: Record<string, unknown>;
  /** After how long asking again may help. */
  readonly retryAfterMs: number | undefined;
  /** How long a client may keep the refusal. */
  readonly cacheForMs: number | undefined;
  readonly challenge: string | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    { details = {}, retryAfterMs, cacheForMs, challenge, cause }: GatewayErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'GatewayError';
    this.code = code;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
    this.cacheForMs = cacheForMs;
    this.challenge = challenge;
  }

  /** HTTP status of the problem. */
  get status(): number {
    return problemRules[this.code].status;
  }
}
