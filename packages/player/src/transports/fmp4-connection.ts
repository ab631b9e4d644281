/**
 * How `live.mp4` is received: by a WebSocket from hosts that speak HTTP/1.1, of which a browser takes six responses at a
 * time and no more, however many players the page has; else by a response. Part of the lazy chunk of `fmp4`.
 */
import { openSocket } from './fmp4-socket.js';
import { speaksHttp1 } from './http-version.js';
import { type OpenedMedia, openResponse } from './response-failure.js';

/** One per attachment: where no WebSocket gets through, none is tried again. */
export type Fmp4Connection = {
  /** @throws RefusedResponse; what `fetch` throws; the reason of the signal */
  open(): Promise<OpenedMedia>;
  /** How the last one was opened. */
  readonly way: 'WebSocket' | 'response';
};

export function createFmp4Connection(url: string, signal: AbortSignal): Fmp4Connection {
  let mayUseSocket = 'WebSocket' in globalThis && speaksHttp1(url);
  return {
    async open() {
      const opened = mayUseSocket ? await openSocket(url, signal) : undefined;
      mayUseSocket = opened !== undefined;
      return opened ?? openResponse(url, signal);
    },
    get way() {
      return mayUseSocket ? 'WebSocket' : 'response';
    },
  };
}
