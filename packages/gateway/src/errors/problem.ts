/** Turns an error into the RFC 9457 problem that a client gets; causes and details stay in the log. */
import { type Problem, type ProblemCode, problemDocsUrl, problemRules } from '@rpi-live-camera/protocol';
import { GatewayError } from './gateway-error.js';

/** Anything that is not a `GatewayError` is a fault of ours. */
export function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError('internal', 'Something failed inside the gateway; its log says what.', {
    cause: error,
  });
}

/** Failures of the gateway's own machinery, whose message may show more of it than a client should see. */
const privateDetails: Partial<Record<ProblemCode, string>> = {
  ffmpeg_failed: 'The gateway could not receive the camera, or not make pictures of it; its log says why.',
  storage_failed: 'The storage of the recordings failed; the log of the gateway says how.',
};

/** What a client may be told of what failed. */
export function publicDetail({ code, message }: GatewayError): string {
  return privateDetails[code] ?? message;
}

export function toProblem(error: GatewayError, requestId: string): Problem {
  const { status, title } = problemRules[error.code];
  return {
    type: `${problemDocsUrl}#${error.code}`,
    code: error.code,
    title,
    status,
    detail: publicDetail(error),
    requestId,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  };
}

/** `Retry-After` in whole seconds (RFC 9110 §10.2.3), rounded up. */
export function retryAfterSeconds(error: GatewayError): number | undefined {
  return error.retryAfterMs === undefined ? undefined : Math.ceil(error.retryAfterMs / 1000);
}
