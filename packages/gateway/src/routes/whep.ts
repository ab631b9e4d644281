/**
 * WebRTC for viewers: WHEP (draft-ietf-wish-whep). An offer in, an answer out; further addresses by PATCH, the end by
 * DELETE. One connection a session; it ends with it.
 */
import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import type { LiveBodyOwner } from '../http/live-body.js';
import { mountPrefix } from '../http/mount-prefix.js';
import type { Logger } from '../log/logger.js';
import type { LiveStream } from '../store/live-stream.js';
import type { WebRtcLibrary } from '../webrtc/library.js';
import { ViewerConnection, type WebRtcSettings } from '../webrtc/viewer-connection.js';

/** What a grant gives access to. */
export type WhepGrant = {
  stream: LiveStream;
  owner: LiveBodyOwner;
  touch(): void;
  /** The viewer has lost a picture. */
  onKeyframeWanted(): void;
};

export type WhepRoutesDeps = {
  openGrant(grant: string, cameraId: string): WhepGrant | undefined;
  loadLibrary(): Promise<WebRtcLibrary>;
  settings: WebRtcSettings;
  startTimeoutMs: number;
  logger: Logger;
};

const path = '/live/:grant/:cameraId/whep';
const offerType = 'application/sdp';
const trickleType = 'application/trickle-ice-sdpfrag';

type Entry = { id: string; connection: ViewerConnection };

export function createWhepRoutes(deps: WhepRoutesDeps): Hono<AppEnv> {
  const { openGrant, loadLibrary, settings, startTimeoutMs, logger } = deps;
  const connections = new Map<LiveBodyOwner, Entry>();

  const find = (c: Context): WhepGrant => {
    const opened = openGrant(c.req.param('grant') ?? '', c.req.param('cameraId') ?? '');
    if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
    opened.touch();
    return opened;
  };
  const findConnection = (c: Context): ViewerConnection => {
    const entry = connections.get(find(c).owner);
    if (entry?.id !== c.req.param('id')) throw new GatewayError('not_found', 'This connection has ended.');
    return entry!.connection;
  };

  async function connect({ stream, owner, onKeyframeWanted }: WhepGrant, offer: string) {
    connections.get(owner)?.connection.close();
    const library = await loadLibrary();
    const entry: Entry = {
      id: randomUUID(),
      connection: new ViewerConnection({
        library,
        settings,
        feed: stream.feed,
        codec: stream.codecs ?? '',
        logger,
        onKeyframeWanted,
        onEnd: () => {
          owner.ended.removeEventListener('abort', close);
          release();
          if (connections.get(owner) === entry) connections.delete(owner);
        },
      }),
    };
    const close = (): void => entry.connection.close();
    const release = owner.hold({
      drainedAtMs: () => (entry.connection.isConnected ? performance.now() : Number.NEGATIVE_INFINITY),
    });
    owner.ended.addEventListener('abort', close, { once: true });
    connections.set(owner, entry);
    try {
      return { id: entry.id, answer: await entry.connection.answer(offer) };
    } catch (error) {
      close();
      throw error;
    }
  }

  return new Hono<AppEnv>()
    .post(path, async (c) => {
      assertType(c, offerType);
      const grant = find(c);
      await grant.stream.waitUntil(() => grant.stream.isReady, {
        signal: c.req.raw.signal,
        timeoutMs: startTimeoutMs,
      });
      const { id, answer } = await connect(grant, await c.req.text());
      const whepPath = `/live/${c.req.param('grant')}/${c.req.param('cameraId')}/whep`;
      const location = `${mountPrefix(c, whepPath)}${whepPath}/${id}`;
      return c.body(answer, 201, {
        'Content-Type': offerType,
        Location: location,
        ETag: `"${id}"`,
        'Accept-Patch': trickleType,
        'Cache-Control': 'no-store',
      });
    })
    .patch(`${path}/:id`, async (c) => {
      assertType(c, trickleType);
      const connection = findConnection(c);
      const fragment = await c.req.text();
      const mid = /^a=mid:(\S+)/m.exec(fragment)?.[1] ?? '0';
      for (const [, candidate] of fragment.matchAll(/^a=(candidate:.*?)\r?$/gm))
        connection.addCandidate(candidate!, mid);
      return c.body(null, 204);
    })
    .delete(`${path}/:id`, (c) => {
      findConnection(c).close();
      return c.body(null, 200);
    });
}

function assertType(c: Context, type: string): void {
  if ((c.req.header('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() === type) return;
  throw new GatewayError('invalid_request', `The body must be of type ${type}. Set Content-Type so.`);
}
