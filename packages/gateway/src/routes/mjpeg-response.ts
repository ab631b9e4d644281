/**
 * Moving JPEG pictures as `multipart/x-mixed-replace` (WHATWG HTML §7.4.9, RFC 2046 §5.1): each part replaces the one
 * before it. Used by the routes of a session and of older systems.
 */
import type { Context } from 'hono';
import type { LiveOwner } from '../http/live-pump.js';
import { type LiveResponder, respondWithLiveHeaders } from '../http/live-response.js';
import type { LiveBytes } from '../http/live-sink.js';
import type { Picture, StreamPictures } from '../pictures/stream-pictures.js';
import { PictureReader } from './picture-reader.js';

export type MjpegResponseOptions = {
  pictures: StreamPictures;
  /** The viewer's session. */
  owner: LiveOwner;
  /** How long the first picture may take. */
  firstPictureTimeoutMs: number;
  /** Called once, when there is a first picture. @default does nothing */
  onBegin?(): void;
  /** Called once, when the response has ended or could not begin. @default does nothing */
  onEnd?(): void;
};

/** Answers with the pictures until the session or the client ends it. @throws what kept the first picture away */
export type MjpegResponder = (c: Context, options: MjpegResponseOptions) => Promise<Response>;

/** The one that most cameras and the programs written for them know. */
const boundary = 'frame';
const mjpegType = `multipart/x-mixed-replace; boundary=${boundary}`;
/** The same bytes by a name that means nothing. */
const plainType = 'application/octet-stream';

/**
 * Scripts cannot read the usual type in WebKit (seen in WebKitGTK; Safari was not tried): it takes multipart answers apart by
 * itself and gives them to nothing but `<img>`. A script that asks for plain bytes gets the same ones under a type that is left
 * alone.
 */
const typeFor = (c: Context): string => (c.req.header('Accept') === plainType ? plainType : mjpegType);

/** Parts are written once for all responses of one responder. */
export function createMjpegResponder({ respond }: { respond: LiveResponder }): MjpegResponder {
  const opening: LiveBytes = Buffer.from(`--${boundary}\r\n`);
  const parts = new WeakMap<Picture, LiveBytes>();
  const partOf = (picture: Picture): LiveBytes => {
    const known = parts.get(picture);
    if (known) return known;
    const part = writePart(picture);
    parts.set(picture, part);
    return part;
  };

  return (c, { pictures, owner, firstPictureTimeoutMs, onBegin = () => {}, onEnd = () => {} }) => {
    const source = new PictureReader({ pictures, partOf, opening, firstPictureTimeoutMs, onBegin, onEnd });
    return respond(c, { owner, source, type: () => typeFor(c) });
  };
}

/** The answer to HEAD: nothing is woken or decoded for it. */
export function respondWithMjpegHeaders(c: Context): Response {
  return respondWithLiveHeaders(c, typeFor(c));
}

/** With the boundary that follows: browsers show a part only when that has come. */
function writePart({ jpeg }: Picture): LiveBytes {
  const head = `Content-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from(`\r\n--${boundary}\r\n`)]);
}
