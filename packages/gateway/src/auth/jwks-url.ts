/**
 * Public keys from a URL (RFC 7517 §5), fetched when the first token comes: kept for ten minutes, asked anew at most every
 * 30 s for a key that is not among them, so that a new key is known when its first token comes.
 */
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

const timeoutMs = 5000;
/** After a failure nobody is asked for this long, however many tokens come. */
const failureCooldownMs = 2000;
export const maxJwksBytes = 256 * 1024;

export function openJwksUrl(url: string): JWTVerifyGetKey {
  let failure: { atMs: number; error: unknown } | undefined;

  async function fetchOnce(target: string, init: RequestInit): Promise<Response> {
    if (failure && performance.now() - failure.atMs < failureCooldownMs) throw failure.error;
    try {
      const set: unknown = JSON.parse(await readBounded(await fetch(target, init)));
      failure = undefined;
      return Response.json(set);
    } catch (error) {
      failure = { atMs: performance.now(), error };
      throw error;
    }
  }

  return createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    [customFetch]: (target, init) => fetchOnce(target, init as RequestInit),
  });
}

/** @throws Error for a status other than 200, and for more than `maxJwksBytes` */
async function readBounded(response: Response): Promise<string> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`auth.jwks: the URL answered ${response.status} instead of 200`);
  }
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of response.body ?? []) {
    byteCount += chunk.byteLength;
    if (byteCount > maxJwksBytes) throw new Error(`auth.jwks: the URL answered over ${maxJwksBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
