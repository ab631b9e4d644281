/** `GET /live/:grant/:cameraId/live.mp4`: an endless fragmented MP4, a fragment a picture; it ends with the camera's run. */
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { cutConnection } from '../http/cut-connection.js';
import { type LiveBodyOwner, openLiveBody } from '../http/live-body.js';
import type { LiveStream } from '../store/live-stream.js';
import { FragmentReader } from './fragment-reader.js';

/** What a grant gives access to. */
export type LiveMp4Grant = {
  stream: LiveStream;
  owner: LiveBodyOwner;
  /** Sign of life of the viewer. */
  touch(): void;
};

export type LiveMp4RoutesDeps = {
  /** `undefined` for a grant that is unknown, has ended, or is for another camera. */
  openGrant(grant: string, cameraId: string): LiveMp4Grant | undefined;
  /** Setting `sessions.startTimeoutMs`: how long the first picture may take. */
  startTimeoutMs: number;
};

export function createLiveMp4Routes({ openGrant, startTimeoutMs }: LiveMp4RoutesDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/live/:grant/:cameraId/live.mp4', async (c) => {
    const { grant, cameraId } = c.req.param();
    const opened = openGrant(grant, cameraId);
    if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
    opened.touch();
    const { stream, owner } = opened;
    const left = c.req.raw.signal;
    await stream.waitUntil(() => stream.isReady, { signal: left, timeoutMs: startTimeoutMs });
    if (c.req.method === 'HEAD') return c.body(null, 200, headersFor(stream.codecs));
    const reader = new FragmentReader(stream.feed);
    const body = await openLiveBody({
      owner,
      left,
      read: (signal) => reader.read(signal),
      cut: () => cutConnection(c),
      onEnd: () => reader.close(),
    });
    return c.body(body, 200, headersFor(reader.codecs));
  });
}

function headersFor(codecs: string | undefined): Record<string, string> {
  return {
    'Content-Type': `video/mp4; codecs="${codecs}"`,
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}
