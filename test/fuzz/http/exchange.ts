/** One connection: bytes out, and all that comes back. */
import { connect } from 'node:net';

/** Nothing further came for so long: the answer is endless, or held back on purpose. */
const quietMs = 60;
const maxBytes = 512 * 1024;

/** Sends, says that nothing follows, and resolves with what was answered until the server closed or fell silent. */
export function exchange(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    const quiet = setTimeout(() => socket.destroy(), 10 * quietMs);
    socket.on('connect', () => socket.end(bytes));
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
