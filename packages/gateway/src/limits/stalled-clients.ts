/**
 * Cuts off clients that take nothing of what is sent to them: each would hold the media that it was given for as long as it
 * likes, long after it has left the stream. Looks at all connections from time to time, so that a request costs nothing. A
 * connection on which nothing waits to be sent is left alone, however long it is silent: its request may be blocked, or its
 * camera silent. Used by the server.
 */
import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';

/** What is looked at of a socket. */
export type WatchedSocket = {
  readonly bytesWritten: number;
  readonly writableLength: number;
  /** Of TLS. */
  readonly encrypted?: boolean;
  destroy(): unknown;
  resetAndDestroy(): unknown;
};

export type StalledSocketsDeps = {
  /** Those that are open now. */
  sockets: Iterable<WatchedSocket>;
  /** Setting `limits.stalledTimeoutMs`. */
  timeoutMs: number;
  onCut(): void;
};

/** How many times a time limit is looked at: it is kept to an eighth. */
const looksPerTimeout = 8;
/** Idle connections of HTTP/2 are told to go after this long; what is open on them goes on to its end. */
const idleSessionMs = 60_000;

/** What was taken is counted in whole writes: a part, a segment, or what was written together. @returns ends it */
export function watchStalledSockets({ sockets, timeoutMs, onCut }: StalledSocketsDeps): () => void {
  const waiting = new WeakMap<WatchedSocket, { takenBytes: number; sinceMs: number }>();
  const look = (): void => {
    const nowMs = performance.now();
    for (const socket of sockets) {
      if (socket.writableLength === 0) {
        waiting.delete(socket);
        continue;
      }
      const takenBytes = socket.bytesWritten - socket.writableLength;
      const before = waiting.get(socket);
      if (before?.takenBytes !== takenBytes) waiting.set(socket, { takenBytes, sinceMs: nowMs });
      else if (nowMs - before.sinceMs >= timeoutMs) {
        // Without a reset the kernel would go on offering what it has for minutes; TLS has none.
        if (socket.encrypted) socket.destroy();
        else socket.resetAndDestroy();
        onCut();
      }
    }
  };
  const timer = setInterval(look, timeoutMs / looksPerTimeout).unref();
  return () => clearInterval(timer);
}

export type StreamLimits = {
  /** Setting `limits.requestTimeoutMs`. */
  requestTimeoutMs: number;
  /** Setting `limits.stalledTimeoutMs`. */
  stalledTimeoutMs: number;
  onCut(): void;
};

/**
 * The same for a request of HTTP/2, whose connection says nothing of single streams: one whose body does not come to its
 * end in time, or whose answer is not taken, is reset.
 */
export function limitStream(stream: ServerHttp2Stream, limits: StreamLimits): void {
  const { requestTimeoutMs, stalledTimeoutMs, onCut } = limits;
  const cut = (): void => {
    if (stream.destroyed) return;
    stream.close(constants.NGHTTP2_CANCEL);
    onCut();
  };
  // Node begins anew with everything that is taken.
  stream.setTimeout(stalledTimeoutMs, () => {
    if (stream.writableLength > 0) cut();
  });
  if (stream.endAfterHeaders) return;
  const overdue = setTimeout(cut, requestTimeoutMs).unref();
  const done = (): void => clearTimeout(overdue);
  stream.once('end', done).once('close', done);
}

/** Ends connections of HTTP/2 that nobody uses. */
export function limitSession(session: ServerHttp2Session): void {
  session.setTimeout(idleSessionMs, () => session.close());
}
