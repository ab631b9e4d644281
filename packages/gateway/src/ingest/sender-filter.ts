/** Decides whose datagrams belong to a run. UDP has no handshake and no key, so the address is all there is. Pure; used by the UDP ingest. */
import { isIPv6 } from 'node:net';
import { findPacket } from '../mpegts/packet-reader.js';

export type Sender = { address: string; port: number };

export type SenderFilterOptions = {
  /** Accept only this address; `null` is the address of the first sender. */
  source: string | null;
  /** Called once, with the first address that is refused for being another than the camera's. */
  onStranger(address: string, cameraAddress: string): void;
  /** @default the monotonic clock */
  nowMs?: () => number;
};

/** After so long without a datagram, another port of the same address may go on: the camera's sender was restarted. */
const handOverMs = 500;
/** A stray datagram does not make its sender the camera: it has to hold transport packets. */
const smallestBytes = 2 * 188;

/**
 * A predicate that says of each datagram whether it is the camera's. It sticks to one address and port, since two
 * senders at once would make one unreadable stream.
 */
export function createSenderFilter({
  source,
  onStranger,
  nowMs = () => performance.now(),
}: SenderFilterOptions): (datagram: Buffer, sender: Sender) => boolean {
  let wantedAddress = source === null ? undefined : normalizeAddress(source);
  let currentPort: number | undefined;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  let hasToldStranger = false;

  return (datagram, sender) => {
    const address = normalizeAddress(sender.address);
    if (wantedAddress !== undefined && address !== wantedAddress) {
      if (!hasToldStranger) onStranger(address, wantedAddress);
      hasToldStranger = true;
      return false;
    }
    const isCurrent = sender.port === currentPort;
    if (!isCurrent) {
      if (nowMs() - lastAtMs < handOverMs || !holdsTransportStream(datagram)) return false;
      wantedAddress = address;
      currentPort = sender.port;
    }
    lastAtMs = nowMs();
    return true;
  };
}

function holdsTransportStream(datagram: Buffer): boolean {
  const at = findPacket(datagram);
  return datagram.length >= smallestBytes && at >= 0 && at < smallestBytes / 2;
}

/** IPv4 as it is named by itself, also where a socket for IPv6 hears it. */
function normalizeAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? address.toLowerCase().replace(/%.*$/, '') : address;
}
