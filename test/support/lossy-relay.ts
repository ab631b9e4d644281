/**
 * A bad network: a UDP relay between a camera and its gateway which loses datagrams, delays them, and can be cut. Both
 * ways, as SRT talks both ways. Order is kept. Which datagrams go is the same in each run.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createDelayLine, type DelayLine } from './delay-line.js';

export type LossyRelay = {
  port: number;
  /** Datagrams that came in from the camera, and of these the lost ones. */
  counts(): { received: number; lost: number };
  /** Lets nothing through, neither way, until it is called with `'whole'`. */
  setLine(line: 'whole' | 'cut'): void;
  close(): Promise<void>;
};

export type LossyRelayOptions = {
  toPort: number;
  /** Of 1. */
  lossShare: number;
  /** One way. @default 0 */
  delayMs?: number;
  /** Each datagram takes up to so much longer or less long. @default 0 */
  jitterMs?: number;
};

export async function startLossyRelay(options: LossyRelayOptions): Promise<LossyRelay> {
  const { toPort, lossShare, delayMs = 0, jitterMs = 0 } = options;
  const inlet = createSocket('udp4');
  const outlet = createSocket('udp4');
  let line: 'whole' | 'cut' = 'whole';
  let cameraPort: number | undefined;
  let received = 0;
  let lost = 0;
  let seed = 42;
  const random = () => {
    // A linear congruential generator (constants of Numerical Recipes): random enough, and repeatable.
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return seed / 2 ** 32;
  };
  const isLost = () => line === 'cut' || random() < lossShare;
  const transitMs = () => (jitterMs === 0 ? delayMs : delayMs + (2 * random() - 1) * jitterMs);
  const toGateway: DelayLine = createDelayLine((datagram) => outlet.send(datagram, toPort, '127.0.0.1'));
  const toCamera: DelayLine = createDelayLine((datagram) => inlet.send(datagram, cameraPort, '127.0.0.1'));
  inlet.on('message', (datagram, { port }) => {
    cameraPort = port;
    received += 1;
    if (isLost()) lost += 1;
    else toGateway.push(datagram, transitMs());
  });
  outlet.on('message', (datagram) => {
    if (!isLost()) toCamera.push(datagram, transitMs());
  });
  inlet.bind(0, '127.0.0.1');
  outlet.bind(0, '127.0.0.1');
  await Promise.all([once(inlet, 'listening'), once(outlet, 'listening')]);
  return {
    port: inlet.address().port,
    counts: () => ({ received, lost }),
    setLine(wanted) {
      line = wanted;
    },
    async close() {
      toGateway.close();
      toCamera.close();
      inlet.close();
      outlet.close();
      await Promise.all([once(inlet, 'close'), once(outlet, 'close')]);
    },
  };
}
