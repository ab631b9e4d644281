/**
 * The order of sources for a page with many players. Over HTTP/1.1 browsers keep six responses of a host open at a time and
 * let all others wait: a player by HLS needs one or two of them, one by MJPEG holds one for good. WebSockets and peer
 * connections are counted apart. Pure, called by `Receiver` before each attachment.
 */
import type { Source, Transport } from '@rpi-live-camera/protocol';
import { speaksHttp1 } from './http-version.js';

/** So many players of a page leave responses for sessions and keep-alives, whatever they play by. */
export const maxPlayersByResponse = 2;
const sparing: ReadonlySet<Transport> = new Set(['fmp4', 'webrtc']);

/**
 * As the gateway offers them; where responses are scarce, those that need none come first.
 *
 * @param playerCount players of the page at this gateway, with this one
 */
export function spareResponses(
  sources: readonly Source[],
  playerCount: number,
  isHttp1: (url: string) => boolean = speaksHttp1,
): readonly Source[] {
  const isSparing = ({ transport, url }: Source) => sparing.has(transport) && isHttp1(url);
  if (playerCount <= maxPlayersByResponse || !('WebSocket' in globalThis)) return sources;
  return [...sources.filter(isSparing), ...sources.filter((source) => !isSparing(source))];
}
