/** How much of a camera's media has been handed to viewers. Whoever sends adds to it: a sum a camera costs a request nothing. */
import { type Transport, transports } from '@rpi-live-camera/protocol/http';

/** Bytes by transport; they only grow. */
export type SentBytes = Record<Transport, number>;

export function nothingSent(): SentBytes {
  return Object.fromEntries(transports.map((transport) => [transport, 0])) as SentBytes;
}
