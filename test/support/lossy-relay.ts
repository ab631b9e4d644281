/** A network that loses packets: a UDP relay between a camera and its gateway. Which packets go is the same in each run. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export type LossyRelay = {
  port: number;
  /** Datagrams that came in, and of these the lost ones. */
  counts(): { received: number; lost: number };
  close(): Promise<void>;
};

export type LossyRelayOptions = {
  toPort: number;
  /** Of 1. */
  lossShare: number;
};

export async function startLossyRelay({ toPort, lossShare }: LossyRelayOptions): Promise<LossyRelay> {
  const inlet = createSocket('udp4');
  const outlet = createSocket('udp4');
  let received = 0;
  let lost = 0;
  let seed = 42;
  const random = () => {
    // A linear congruential generator (constants of Numerical Recipes): random enough, and repeatable.
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return seed / 2 ** 32;
  };
  inlet.on('message', (datagram) => {
    received += 1;
    if (random() < lossShare) lost += 1;
    else outlet.send(datagram, toPort, '127.0.0.1');
  });
  inlet.bind(0, '127.0.0.1');
  outlet.bind(0, '127.0.0.1');
  await Promise.all([once(inlet, 'listening'), once(outlet, 'listening')]);
  return {
    port: inlet.address().port,
    counts: () => ({ received, lost }),
    async close() {
      inlet.close();
      outlet.close();
      await Promise.all([once(inlet, 'close'), once(outlet, 'close')]);
    },
  };
}
