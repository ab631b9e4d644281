/** `GET /live/:grant/:cameraId/video.mjpeg`: the newest picture, again and again, for as long as the session lasts. */
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import type { LiveOwner } from '../http/live-pump.js';
import type { StreamPictures } from '../pictures/stream-pictures.js';
import { type MjpegResponder, respondWithMjpegHeaders } from './mjpeg-response.js';

/** What a grant gives access to. */
export type MjpegGrant = {
  pictures: StreamPictures;
  owner: LiveOwner;
  /** Sign of life of the viewer. */
  touch(): void;
  /** The viewer is given media. @default nobody is told */
  receives?(transport: 'mjpeg'): void;
};

export type MjpegRoutesDeps = {
  /** `undefined` for a grant that is unknown, has ended, or is for another camera. */
  openGrant(grant: string, cameraId: string): MjpegGrant | undefined;
  respond: MjpegResponder;
  /** Setting `sessions.startTimeoutMs`: how long the first picture may take. */
  startTimeoutMs: number;
};

export function createMjpegRoutes({ openGrant, respond, startTimeoutMs }: MjpegRoutesDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/live/:grant/:cameraId/video.mjpeg', (c) => {
    const { grant, cameraId } = c.req.param();
    const opened = openGrant(grant, cameraId);
    if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
    const { pictures, owner, receives } = opened;
    opened.touch();
    if (c.req.method === 'HEAD') return respondWithMjpegHeaders(c);
    return respond(c, {
      pictures,
      owner,
      firstPictureTimeoutMs: startTimeoutMs,
      onBegin: () => receives?.('mjpeg'),
    });
  });
}
