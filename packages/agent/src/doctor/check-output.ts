/**
 * Whether datagrams may leave towards the gateway, as SRT and UDP do. Whether they arrive only a running stream can tell,
 * since a gateway opens the port of a run for that run alone.
 */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { type Finding, note, ok, problem } from './finding.js';

export type OutputDeps = {
  /** Where the gateway is thought to be: the host of `output.url`, else of the broker; null: unknown. */
  host: string | null;
  /** @throws with the system's code when the datagram may not leave */
  send(host: string): Promise<void>;
};

const mends: Record<string, string> = {
  EPERM: 'the firewall of this machine forbids it: allow outgoing UDP (nftables, ufw)',
  EACCES: 'the firewall of this machine forbids it: allow outgoing UDP (nftables, ufw)',
  ENETUNREACH: 'there is no route: check the network of this machine',
  EHOSTUNREACH: 'there is no route: check the network of this machine',
  ENOTFOUND: 'no address is known for it: check its spelling and DNS',
  EAI_AGAIN: 'DNS does not answer: check the network of this machine',
};

export async function checkOutput({ host, send }: OutputDeps): Promise<Finding> {
  if (host === null) return note('output', 'Where the gateway is tells each START.');
  try {
    await send(host);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return problem(
      'output',
      `UDP does not leave towards ${host} (${code}): ${mends[code] ?? 'check the network of this machine'}.`,
    );
  }
  return ok(
    'output',
    `UDP leaves towards ${host}. Whether it arrives, a stream will tell: open ingest.ports of the gateway for UDP.`,
  );
}

/** Any port does: an answer, or none, says nothing here. One empty datagram, which no protocol takes for its own. */
export async function sendDatagram(host: string): Promise<void> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.send('', discardPort, address, (error) => (error ? reject(error) : resolve()));
    });
  } finally {
    socket.close();
  }
}

const discardPort = 9;
