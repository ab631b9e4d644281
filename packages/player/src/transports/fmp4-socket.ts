/**
 * `live.mp4` over a WebSocket: a text message names the media type, binary messages are the media. Part of the lazy chunk
 * of `fmp4`, which reads it as it reads a response.
 */
import { type LiveSocketHead, statusOfCloseCode } from '@rpi-live-camera/protocol/http';
import { type OpenedMedia, RefusedResponse } from './response-failure.js';

/** A proxy that does not know `Upgrade` may leave it unanswered. */
const openTimeoutMs = 2000;
/** RFC 6455 §7.4.1: the run has ended. */
const normalClosure = 1000;

/**
 * Resolves with the type; `undefined` where no WebSocket gets through. What is read too late waits in memory: read it at once.
 *
 * @param url of the response that it stands for
 * @throws RefusedResponse with the status in the code of the close; the reason of `signal`
 */
export function openSocket(url: string, signal: AbortSignal): Promise<OpenedMedia | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(url);
    if (socket === undefined) return resolve(undefined);
    const timeout = setTimeout(() => socket.close(), openTimeoutMs);
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(media) {
        const fail = (reason: unknown): void => {
          media.error(reason);
          reject(reason);
        };
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => clearTimeout(timeout);
        socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
          if (typeof data !== 'string') return media.enqueue(new Uint8Array(data));
          const { type } = JSON.parse(data) as LiveSocketHead;
          resolve({ reader: body.getReader(), type });
        };
        socket.onclose = ({ code }) => {
          clearTimeout(timeout);
          // Before the type this is the answer; after it the promise has one.
          const status = statusOfCloseCode(code);
          if (status !== undefined) return fail(new RefusedResponse(status));
          resolve(undefined);
          if (code === normalClosure) media.close();
          else media.error(new Error(`The WebSocket closed with ${code}.`));
        };
        const leave = (): void => {
          clearTimeout(timeout);
          socket.onclose = null;
          socket.close();
          fail(signal.reason);
        };
        signal.addEventListener('abort', leave, { once: true });
      },
    });
  });
}

/** `undefined` where the browser or a policy of the page does not allow it. */
function connect(url: string): WebSocket | undefined {
  try {
    return new WebSocket(url.replace(/^http/, 'ws'));
  } catch {
    return undefined;
  }
}
