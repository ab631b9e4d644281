/**
 * The one error class of the player. Its codes are the gateway's problem codes plus those of failures that only a
 * browser can see. What a person reads for each of them is in `texts/`.
 */
import type { ProblemCode } from '@rpi-live-camera/protocol/http';

/** Failures that the player finds by itself. */
export type LocalErrorCode =
  /** No camera is named. */
  | 'camera_missing'
  /** The gateway did not answer, or the connection to it broke. */
  | 'gateway_unreachable'
  /** An `https` page and an `http` gateway: the browser forbids it. */
  | 'mixed_content'
  /** The browser keeps the page from the local network, by its viewer's or its owner's decision. */
  | 'local_network_blocked'
  /** The gateway answered something that is not of its protocol. */
  | 'answer_not_understood'
  /** None of the wanted transports is offered by the gateway and known to the player. */
  | 'no_transport'
  /** The browser can play none of the offered sources. */
  | 'not_supported'
  /** The player's own code for a transport could not be loaded. */
  | 'player_incomplete'
  /** The media could not be decoded or appended. */
  | 'media_failed'
  /** No new picture came for a while. */
  | 'stream_stalled'
  /** A picture was asked for before there was one. */
  | 'no_picture';

export type PlayerErrorCode = ProblemCode | LocalErrorCode;

/** Whether trying the same again may succeed without anybody changing anything. */
export const errorRetryability = {
  camera_missing: false,
  gateway_unreachable: true,
  mixed_content: false,
  local_network_blocked: false,
  answer_not_understood: false,
  no_transport: false,
  not_supported: false,
  player_incomplete: true,
  media_failed: true,
  stream_stalled: true,
  no_picture: true,
  invalid_request: false,
  playlist_request_too_far: true,
  unauthorized: false,
  forbidden: false,
  not_found: false,
  camera_not_found: false,
  snapshot_not_found: false,
  recording_not_found: false,
  recording_refused: false,
  session_gone: true,
  payload_too_large: false,
  viewer_limit_reached: true,
  too_many_requests: true,
  storage_failed: true,
  internal: true,
  camera_failed: true,
  ffmpeg_failed: true,
  broker_unavailable: true,
  camera_offline: true,
  stream_not_ready: true,
  storage_full: true,
  camera_timeout: true,
} as const satisfies Record<PlayerErrorCode, boolean>;

export type PlayerErrorOptions = {
  /** Facts for the embedding page: HTTP status, request id, the transport's own error. Never secrets. */
  details?: Record<string, unknown>;
  /** The gateway's word on when asking again may help. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
};

/** A failure with a stable `code`; `message` says in English what happened this time. */
export class PlayerError extends Error {
  readonly code: PlayerErrorCode;
  /** Whether trying the same again may succeed without anybody changing anything. */
  readonly retryable: boolean;
  readonly details: Record<string, unknown>;
  readonly retryAfterMs: number | undefined;

  constructor(
    code: PlayerErrorCode,
    message: string,
    { details = {}, retryAfterMs, cause }: PlayerErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PlayerError';
    this.code = code;
    this.retryable = errorRetryability[code];
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }

  /** What was thrown, as one of ours. */
  static from(cause: unknown, code: PlayerErrorCode): PlayerError {
    if (cause instanceof PlayerError) return cause;
    return new PlayerError(code, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Whether a code received over the wire is one this player knows. */
export function isPlayerErrorCode(code: unknown): code is PlayerErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorRetryability, code);
}
