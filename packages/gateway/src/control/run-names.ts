/**
 * Names for runs by which a gateway knows its own again after it was killed: UUIDs of version 8 (RFC 9562 §5.8) whose first
 * eight digits stand for the gateway. Used by the run keeper and by `DeadRuns`.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface RunNames {
  /** A name that no run has had. */
  next(): string;
  /** Who named a run: this gateway, now or in an earlier life; another gateway of this kind; or none that we know. */
  originOf(runId: string): 'own' | 'other gateway' | 'unknown';
}

const ownDigits = 8;
const versionEight = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** What stays the same when a gateway is started anew, and differs from other gateways at its broker: where it listens. */
export type GatewayPlace = {
  host: string;
  port: number;
  ingest: { publicHost: string; bindHost: string; ports: string };
};

export function createRunNames({ host, port, ingest }: GatewayPlace): RunNames {
  const place = [host, port, ingest.publicHost, ingest.bindHost, ingest.ports].join(' ');
  const own = createHash('sha256').update(place).digest('hex').slice(0, ownDigits);
  return {
    next() {
      const bytes = randomBytes(16);
      bytes[6] = 0x80 | (bytes[6]! & 0x0f);
      bytes[8] = 0x80 | (bytes[8]! & 0x3f);
      const hex = own + bytes.toString('hex').slice(ownDigits);
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    },
    originOf(runId) {
      if (!versionEight.test(runId)) return 'unknown';
      return runId.startsWith(own) ? 'own' : 'other gateway';
    },
  };
}
