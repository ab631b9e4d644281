/** A bad network between the cameras of a benchmark and the gateway: a lossy relay in front of every port that a run gets. */
import { type LossyRelay, type LossyRelayOptions, startLossyRelay } from '../support/lossy-relay.js';

export type NetworkQuality = Omit<LossyRelayOptions, 'toPort'>;

export type BadNetwork = {
  /** Starts a relay to the port of a URL. @returns the URL through it */
  lead(url: string): Promise<string>;
  /** Of all relays, those of runs to come too. */
  setLine: LossyRelay['setLine'];
  /** From the cameras, of 1. */
  lostShare(): number;
  close(): Promise<void>;
};

export function createBadNetwork(quality: NetworkQuality): BadNetwork {
  const relays: LossyRelay[] = [];
  let line: 'whole' | 'cut' = 'whole';
  return {
    async lead(url) {
      const { port } = new URL(url.replace(/^\w+:/, 'http:'));
      const relay = await startLossyRelay({ ...quality, toPort: Number(port) });
      relay.setLine(line);
      relays.push(relay);
      return url.replace(`:${port}`, `:${relay.port}`);
    },
    setLine(wanted) {
      line = wanted;
      for (const relay of relays) relay.setLine(wanted);
    },
    lostShare() {
      const counts = relays.map((relay) => relay.counts());
      const received = counts.reduce((sum, count) => sum + count.received, 0);
      return counts.reduce((sum, { lost }) => sum + lost, 0) / Math.max(1, received);
    },
    async close() {
      await Promise.all(relays.splice(0).map((relay) => relay.close()));
    },
  };
}
