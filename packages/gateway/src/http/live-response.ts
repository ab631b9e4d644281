/** Answers with media that goes on for as long as the viewer's session. Used by the routes. */
import type { Context } from 'hono';
import { createChunkFramer } from './chunk-framer.js';
import { type LiveOwner, type LiveSource, pumpLive } from './live-pump.js';
import { type Outgoing, ServerSink } from './server-sink.js';
import { StreamSink } from './stream-sink.js';

/** What one viewer is given, over whatever connection. */
export type LiveMedia = {
  owner: LiveOwner;
  source: LiveSource;
  /** Media type with its codecs; asked for when there is something to send. */
  type(): string;
};

/** Resolves when there are first bytes to send. @throws as `pumpLive` */
export type LiveResponder = (c: Context, media: LiveMedia) => Promise<Response>;

/** One for all routes: it frames what they share once. */
export function createLiveResponder(): LiveResponder {
  const frame = createChunkFramer();
  return async (c, { owner, source, type }) => {
    const left = c.req.raw.signal;
    const { outgoing } = (c.env ?? {}) as { outgoing?: Outgoing };
    const sink = outgoing ? new ServerSink(outgoing, frame) : new StreamSink(left);
    await pumpLive({ owner, source, sink, left });
    return c.body(sink.body, 200, liveHeaders(type()));
  };
}

/** The answer to HEAD. */
export function respondWithLiveHeaders(c: Context, type: string): Response {
  return c.body(null, 200, liveHeaders(type));
}

function liveHeaders(type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Cache-Control': 'no-store',
    // nginx would hold the media back until it has a buffer full of it.
    'X-Accel-Buffering': 'no',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}
