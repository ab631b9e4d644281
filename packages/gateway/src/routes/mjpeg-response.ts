/**
 * Moving JPEG pictures as `multipart/x-mixed-replace` (WHATWG HTML §7.4.9, RFC 2046 §5.1): each part replaces the one
 * before it. Used by the routes of a session and of older systems.
 */
import type { Context } from 'hono';
import { cutConnection } from '../http/cut-connection.js';
import { type LiveBodyOwner, openLiveBody } from '../http/live-body.js';
import type { Picture, StreamPictures } from '../pictures/stream-pictures.js';

export type MjpegResponseOptions = {
  pictures: StreamPictures;
  /** The viewer's session. */
  owner: LiveBodyOwner;
  /** How long the first picture may take. */
  firstPictureTimeoutMs: number;
  /** Called once, when the response has ended or could not begin. @default does nothing */
  onEnd?(): void;
};

/** Answers with the pictures until the session or the client ends it. @throws what kept the first picture away */
export type MjpegResponder = (c: Context, options: MjpegResponseOptions) => Promise<Response>;

/** The one that most cameras and the programs written for them know. */
const boundary = 'frame';
const mjpegHeaders = {
  'Content-Type': `multipart/x-mixed-replace; boundary=${boundary}`,
  'Cache-Control': 'no-store',
  'X-Accel-Buffering': 'no',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** Parts are written once for all responses of one responder. */
export function createMjpegResponder(): MjpegResponder {
  const parts = new WeakMap<Picture, Uint8Array<ArrayBuffer>>();
  const partOf = (picture: Picture): Uint8Array<ArrayBuffer> => {
    const known = parts.get(picture);
    if (known) return known;
    const part = writePart(picture);
    parts.set(picture, part);
    return part;
  };

  return async (c, { pictures, owner, firstPictureTimeoutMs, onEnd = () => {} }) => {
    const look = pictures.look();
    let hasBegun = false;
    const body = await openLiveBody({
      owner,
      left: c.req.raw.signal,
      read: async (signal) => {
        if (hasBegun) return partOf(await look.next({ signal }));
        const picture = await look.next({ signal, timeoutMs: firstPictureTimeoutMs });
        hasBegun = true;
        return Buffer.concat([Buffer.from(`--${boundary}\r\n`), partOf(picture)]);
      },
      cut: () => cutConnection(c),
      onEnd: () => {
        look.close();
        onEnd();
      },
    });
    return c.body(body, 200, mjpegHeaders);
  };
}

/** The answer to HEAD: nothing is woken or decoded for it. */
export function respondWithMjpegHeaders(c: Context): Response {
  return c.body(null, 200, mjpegHeaders);
}

/** With the boundary that follows: browsers show a part only when that has come. */
function writePart({ jpeg }: Picture): Uint8Array<ArrayBuffer> {
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${boundary}\r\n`)]);
}
