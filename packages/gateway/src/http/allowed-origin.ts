/** Which pages may open a WebSocket. Browsers do not apply CORS to them (RFC 6455 §10.2), so the same list is applied here. */
import type { Context } from 'hono';

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
    return URL.canParse(origin) && new URL(origin).host === c.req.header('Host');
  };
}
