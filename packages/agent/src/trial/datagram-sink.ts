/** A UDP socket on loopback that a capture is told to push to while it is tried. Keeps what came, up to a limit. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export type DatagramSink = {
  url: string;
  receivedBytes(): number;
  /** The first bytes that came, 8 MB at most. */
  kept(): Buffer;
  close(): void;
};

const maxKeptBytes = 8_000_000;

/** @throws when no socket can be had on loopback */
export async function openDatagramSink(): Promise<DatagramSink> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const datagrams: Buffer[] = [];
  let receivedBytes = 0;
  socket.on('message', (datagram) => {
    if (receivedBytes < maxKeptBytes) datagrams.push(datagram);
    receivedBytes += datagram.length;
  });
  return {
    url: `udp://127.0.0.1:${socket.address().port}?pkt_size=1316`,
    receivedBytes: () => receivedBytes,
    kept: () => Buffer.concat(datagrams),
    close: () => socket.close(),
  };
}
