/** Finds a port that can really be listened at: the fixed one, or one of the pool that no other program holds. Used by both ingests. */
import { GatewayError } from '../errors/gateway-error.js';
import type { PortLease, PortPool } from './port-pool.js';

export type BindPortOptions = {
  ports: PortPool;
  /** Takes the place of the pool when it is given. */
  port: number | null;
  /** Listens there; resolves with `taken` when somebody else has the port. May throw for other reasons. */
  listen(lease: PortLease): Promise<'listening' | 'taken'>;
};

/**
 * Listens at the first port that is free. The lease is released by the caller once it listens no more.
 *
 * @throws GatewayError `ffmpeg_failed` when no port is free, and whatever `listen` throws
 */
export async function bindPort({ ports, port, listen }: BindPortOptions): Promise<PortLease> {
  if (port !== null) {
    // Whoever sends to a port of its own is its camera.
    const lease: PortLease = { port, hasRested: true, release: () => {} };
    if ((await listen(lease)) === 'listening') return lease;
    throw new GatewayError(
      'ffmpeg_failed',
      `UDP port ${port} is held by another program. End it, or choose another ingest.port for this camera.`,
    );
  }
  for (let tried = 0; tried < ports.size; tried++) {
    const lease = ports.lease();
    try {
      if ((await listen(lease)) === 'listening') return lease;
    } catch (error) {
      lease.release();
      throw error;
    }
    lease.release();
  }
  throw new GatewayError(
    'ffmpeg_failed',
    `Other programs hold all ${ports.size} UDP ports of ingest.ports, or cameras of earlier runs send to them. Choose another range.`,
  );
}
