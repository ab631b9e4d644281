/**
 * How a request is refused for want of a right, with the challenge that RFC 6750 §3 asks for. A sentence says what is
 * wrong with the token, never what is in it, nor whether a camera exists.
 */
import { GatewayError } from '../errors/gateway-error.js';

const scheme = 'Bearer realm="rpi-live-camera"';

/** Nothing was sent that could be looked at, so the challenge names no error (RFC 6750 §3.1). */
export function tokenMissing(): GatewayError {
  return new GatewayError(
    'unauthorized',
    'A token is needed. Send it in the header "Authorization: Bearer …".',
    { challenge: scheme },
  );
}

/** @param sentence in ASCII without quotes and backslashes, as RFC 6750 §3 wants of a description */
export function tokenInvalid(sentence: string, cause?: unknown): GatewayError {
  return new GatewayError('unauthorized', sentence, {
    challenge: `${scheme}, error="invalid_token", error_description="${sentence}"`,
    cause,
  });
}

/** @param sentence as for `tokenInvalid` */
export function notAllowed(sentence: string): GatewayError {
  return new GatewayError('forbidden', sentence, {
    challenge: `${scheme}, error="insufficient_scope", error_description="${sentence}"`,
  });
}
