/**
 * `GET /live/:grant/:cameraId/live.mp4`: an endless fragmented MP4, a fragment a picture; it ends with the camera's run.
 * With `Upgrade: websocket` the same bytes come as messages.
 */
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import type { LiveOwner } from '../http/live-pump.js';
import { type LiveMedia, type LiveResponder, respondWithLiveHeaders } from '../http/live-response.js';
import { type LiveSocketResponder, wantsWebSocket } from '../http/live-socket.js';
import type { LiveStream } from '../store/live-stream.js';
import { FragmentReader } from './fragment-reader.js';

/** What a grant gives access to. */
export type LiveMp4Grant = {
  stream: LiveStream;
  owner: LiveOwner;
  /** Sign of life of the viewer. */
  touch(): void;
  /** The viewer is given media. @default nobody is told */
  receives?(transport: 'fmp4'): void;
};

export type LiveMp4RoutesDeps = {
  /** `undefined` for a grant that is unknown, has ended, or is for another camera. */
  openGrant(grant: string, cameraId: string): LiveMp4Grant | undefined;
  respond: LiveResponder;
  respondBySocket: LiveSocketResponder;
  /** Setting `sessions.startTimeoutMs`: how long the first picture may take. */
  startTimeoutMs: number;
};

export function createLiveMp4Routes(deps: LiveMp4RoutesDeps): Hono<AppEnv> {
  const { openGrant, respond, respondBySocket, startTimeoutMs } = deps;

  /** @throws GatewayError `not_found`, `stream_not_ready` */
  async function openStream(grant: string, cameraId: string, left: AbortSignal): Promise<LiveMp4Grant> {
    const opened = openGrant(grant, cameraId);
    if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
    opened.touch();
    const { stream } = opened;
    await stream.waitUntil(() => stream.isReady, { signal: left, timeoutMs: startTimeoutMs });
    return opened;
  }

  return new Hono<AppEnv>().get('/live/:grant/:cameraId/live.mp4', async (c) => {
    const { grant, cameraId } = c.req.param();
    const open = async (left: AbortSignal) => mediaOf(await openStream(grant, cameraId, left));
    if (wantsWebSocket(c)) return respondBySocket(c, open);
    const left = c.req.raw.signal;
    if (c.req.method === 'HEAD') {
      const { stream } = await openStream(grant, cameraId, left);
      return respondWithLiveHeaders(c, mediaType(stream.codecs));
    }
    return respond(c, await open(left));
  });
}

function mediaOf({ stream, owner, receives }: LiveMp4Grant): LiveMedia {
  const source = new FragmentReader(stream.feed);
  const type = (): string => {
    receives?.('fmp4');
    return mediaType(source.codecs);
  };
  return { owner, source, type };
}

function mediaType(codecs: string | undefined): string {
  return `video/mp4; codecs="${codecs}"`;
}
