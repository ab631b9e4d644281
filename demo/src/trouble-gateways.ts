/**
 * Gateways in trouble, for the gallery of states: each answers in the words of the gateway's API, so that a real player goes
 * its real way to the face. Only `cut` and `slow` reach the real gateway, and with it a camera.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '@rpi-live-camera/gateway';
import { type Env, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

/** How long a start rests in each phase but the last. */
const phaseMs = 3000;
/** How long the last phase is held before the camera counts as silent. */
const heldMs = 60_000;
/** Visits whose line is remembered; beyond that the oldest is forgotten, and its line is good again. */
const maxVisits = 50;

/** What is refused before any camera is woken, or by one that cannot start. */
const refusals = [
  new GatewayError('camera_offline', 'The camera is not connected.', { retryAfterMs: 15_000 }),
  new GatewayError('viewer_limit_reached', 'The camera has 4 viewers and may have 4.', {
    retryAfterMs: 20_000,
  }),
  new GatewayError('unauthorized', 'A token is needed.'),
  new GatewayError('forbidden', 'This token is not for this camera.'),
  new GatewayError('camera_failed', 'The camera is in use by another program.'),
  new GatewayError('broker_unavailable', 'The broker does not answer.', { retryAfterMs: 20_000 }),
];

export type TroubleGatewaysDeps<E extends Env> = {
  /** What lies behind the lines that fail. */
  gateway: Hono<E>;
  /** Ends what is held when the demo closes. */
  signal: AbortSignal;
};

/** Routes under which each trouble has a gateway of its own: `/refusing/CODE`, `/waking`, `/babbling`, `/cut/VISIT`, `/slow/VISIT`. */
export function createTroubleGateways<E extends Env>({ gateway, signal }: TroubleGatewaysDeps<E>): Hono {
  const troubles = new Hono();
  for (const { code, status, message, retryAfterMs } of refusals) {
    const problem = JSON.stringify({ code, status, detail: message, retryAfterMs });
    troubles.post(`/refusing/${code}/*`, () => {
      return new Response(problem, { status, headers: { 'Content-Type': 'application/problem+json' } });
    });
  }
  troubles.post('/waking/*', (c) =>
    streamSSE(c, async (events) => {
      const left = new AbortController();
      events.onAbort(() => left.abort());
      const ended = AbortSignal.any([signal, left.signal]);
      const rest = (ms: number) => sleep(ms, undefined, { signal: ended, ref: false }).catch(() => {});
      for (const phase of ['waking', 'receiving', 'buffering']) {
        await events.writeSSE({ event: 'progress', data: JSON.stringify({ phase }) });
        await rest(phase === 'buffering' ? heldMs : phaseMs);
      }
      const detail = 'The camera sent nothing.';
      const problem = { code: 'camera_timeout', status: 504, detail };
      await events.writeSSE({ event: 'problem', data: JSON.stringify(problem) });
    }),
  );
  troubles.post('/babbling/*', (c) => c.html('<p>Welcome to some other program.</p>'));

  const cut = createLine({ goodMs: 7000, badMs: 15_000 });
  troubles.use('/cut/:visit/*', async (c, next) => {
    // As a proxy whose gateway is away.
    if (cut.badForMs(c.req.param('visit'), c.req.method) > 0) return c.text('Bad gateway', 502);
    return next();
  });
  const slow = createLine({ goodMs: 5000, badMs: 3500 });
  troubles.use('/slow/:visit/*', async (c, next) => {
    await sleep(slow.badForMs(c.req.param('visit'), c.req.method), undefined, { signal, ref: false });
    return next();
  });
  return troubles.route('/cut/:visit', gateway).route('/slow/:visit', gateway);
}

/** A line that is good, then bad, and so on, for each visit from its first media on. */
function createLine({ goodMs, badMs }: { goodMs: number; badMs: number }) {
  const beganAtMs = new Map<string, number>();
  return {
    /** How long the line stays bad; 0 while it is good. Nothing but a GET begins it: media comes after a camera has woken. */
    badForMs(visit: string, method: string): number {
      if (method === 'GET' && !beganAtMs.has(visit)) beganAtMs.set(visit, performance.now());
      if (beganAtMs.size > maxVisits) beganAtMs.delete(beganAtMs.keys().next().value as string);
      const began = beganAtMs.get(visit);
      if (began === undefined) return 0;
      const sinceMs = (performance.now() - began) % (goodMs + badMs);
      return sinceMs < goodMs ? 0 : goodMs + badMs - sinceMs;
    },
  };
}
