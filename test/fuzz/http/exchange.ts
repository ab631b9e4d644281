/** One connection: bytes out, and all that comes back. */
import { connect } from 'node:net';
import type { Ending } from './http-requests.js';

/** Nothing further came for so long: the answer is endless, or held back on purpose. */
const quietMs = 60;
const maxBytes = 512 * 1024;
/** Until then the server has read what was sent. */
const resetMs = 5;

/** Sends, says that nothing follows, and resolves with what was answered until the server closed or fell silent. */
export function exchange(port: number, bytes: Buffer, ending: Ending = 'close'): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const quiet = setTimeout(() => socket.destroy(), 10 * quietMs);
    socket.on('connect', () => {
      if (ending === 'close') socket.end(bytes);
      else socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), resetMs));
    });
    socket.on('data', (piece) => {
      pieces.push(piece);
      length += piece.length;
      if (length > maxBytes) socket.destroy();
      else if (pieces.length === 1) {
        clearTimeout(quiet);
        setTimeout(() => socket.destroy(), quietMs).unref();
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(quiet);
      resolve(Buffer.concat(pieces));
    });
  });
}
