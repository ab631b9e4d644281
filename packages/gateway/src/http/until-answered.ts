/** What is held for an answer until its client has taken it or is gone. Used by the routes of recordings. */
import type { EventEmitter } from 'node:events';
import type { Context } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';

type Answering = Pick<EventEmitter, 'once'> & {
  destroyed?: boolean;
  socket: unknown;
  /** Of HTTP/2. */
  stream?: { destroyed: boolean };
};

/**
 * Holds something while Node's server answers; with another server, which waits for its clients by itself, not at all.
 *
 * @param claim takes it, which may take time, and says how to give it back
 * @throws what `claim` throws; GatewayError `too_many_requests` for a request that came before the answer to an earlier one
 *   of its connection (RFC 9112 §9.3.2): thousands would be read and kept, as none of them can be sent
 */
export async function holdUntilAnswered(c: Context, claim: () => Promise<() => void>): Promise<void> {
  const { outgoing } = (c.env ?? {}) as { outgoing?: Answering };
  if (outgoing?.socket === null) {
    const message = 'An earlier answer of this connection is not sent yet. Ask for one file at a time.';
    throw new GatewayError('too_many_requests', message, { retryAfterMs: 1000 });
  }
  const release = await claim();
  // Its client may have left meanwhile.
  if (!outgoing || outgoing.destroyed || outgoing.stream?.destroyed) release();
  else outgoing.once('close', release);
}
