/**
 * Which pages may open a WebSocket, or ask for something to be done. Browsers do not keep other pages from either: they do
 * not apply CORS to the one (RFC 6455 §10.2), and send the other before they look at the answer. So the same list is
 * applied here.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';

export type AllowedOrigins = {
  /** Setting `cors.origins`; `*` allows all. */
  origins: readonly string[];
  /** Setting `publicUrl`. */
  publicUrl: string | null;
};

/**
 * Whether the page that asks is on the list, or of the gateway's own origin, where it is asked for or publicly known.
 * Programs that are no browsers name no origin, and may.
 */
export function createOriginCheck({ origins, publicUrl }: AllowedOrigins): (c: Context) => boolean {
  const allowed = new Set(publicUrl === null ? origins : [...origins, new URL(publicUrl).origin]);
  return (c) => {
    const origin = c.req.header('Origin');
    if (origin === undefined || allowed.has('*') || allowed.has(origin)) return true;
    // HTTP/2 has no header `Host`.
    return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
  };
}

/** In front of all that changes something. @throws GatewayError `forbidden` to pages of other origins */
export function refuseOtherOrigins(isAllowedOrigin: (c: Context) => boolean): MiddlewareHandler {
  return (c, next) => {
    if (isAllowedOrigin(c)) return next();
    throw new GatewayError(
      'forbidden',
      'Pages of this origin may not ask for this: it is not in cors.origins.',
    );
  };
}
