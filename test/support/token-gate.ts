/**
 * A gateway that wants tokens which run out, made of a gateway and a proxy: sessions are given for the newest token only,
 * and what was opened with an older one is refused with 401. Stands for a proxy of a site that signs its viewers in.
 */
import { type PlainProxy, type ProxyAnswer, startPlainProxy } from './plain-proxy.js';

export type TokenGate = PlainProxy & {
  /** The token that is valid now. */
  readonly token: string;
  /** How many requests were refused. */
  readonly refusedCount: number;
  /** From now on another token is valid, and `refused` of the sessions so far are not answered any more. */
  expire(refused: readonly ('keep-alives' | 'media')[]): void;
};

const unauthorized: ProxyAnswer = {
  status: 401,
  headers: { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/problem+json' },
  body: JSON.stringify({ code: 'unauthorized', title: 'A valid token is needed', status: 401 }),
};

const secretIn: Record<'keep-alives' | 'media', RegExp> = {
  'keep-alives': /^\/api\/v1\/sessions\/([^/]+)\/keepalive$/,
  media: /^\/live\/([^/]+)\//,
};

export async function startTokenGate(gatewayUrl: string): Promise<TokenGate> {
  let tokenCount = 1;
  let refusedCount = 0;
  const seen = { 'keep-alives': new Set<string>(), media: new Set<string>() };
  const expired = new Set<string>();
  const token = () => `token-${tokenCount}`;
  const proxy = await startPlainProxy(gatewayUrl, ({ method, url = '', headers }) => {
    if (method === 'OPTIONS') return undefined;
    for (const kind of ['keep-alives', 'media'] as const) {
      const secret = secretIn[kind].exec(url)?.[1];
      if (secret !== undefined) seen[kind].add(secret);
      if (secret === undefined || !expired.has(secret)) continue;
      refusedCount += 1;
      return unauthorized;
    }
    if (method !== 'POST' || !url.endsWith('/sessions')) return undefined;
    if (headers.authorization === `Bearer ${token()}`) return undefined;
    refusedCount += 1;
    return unauthorized;
  });
  return {
    ...proxy,
    get token() {
      return token();
    },
    get refusedCount() {
      return refusedCount;
    },
    expire(refused) {
      tokenCount += 1;
      for (const kind of refused) for (const secret of seen[kind]) expired.add(secret);
    },
  };
}
