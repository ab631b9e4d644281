/** Where a capture's bytes arrive in a test, and whether anything still sends them. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { within } from './within.js';

export type UdpReceiver = {
  /** For `output` of a START. */
  output: { url: string; format: 'mpegts' };
  /** The next datagram from now on. */
  nextDatagram(): Promise<Buffer>;
  /** Processes on this machine whose command line names this receiver. */
  senderPids(): number[];
  close(): void;
};

export async function openUdpReceiver(): Promise<UdpReceiver> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const url = `udp://127.0.0.1:${socket.address().port}?pkt_size=1316`;
  return {
    output: { url, format: 'mpegts' },
    async nextDatagram() {
      const [datagram] = (await within(once(socket, 'message'), 8000, `bytes at ${url}`)) as [Buffer];
      return datagram;
    },
    senderPids: () => pidsWith(url),
    close: () => socket.close(),
  };
}

function pidsWith(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);
}
