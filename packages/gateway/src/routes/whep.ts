/**
 * WebRTC for viewers: WHEP (draft-ietf-wish-whep). An offer in, an answer out; further addresses by PATCH, the end by
 * DELETE. One connection a session; it ends with it.
 */
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import type { LiveOwner } from '../http/live-pump.js';
import { publicBase } from '../http/mount-prefix.js';
import type { LiveStream } from '../store/live-stream.js';
import { readTrickled } from '../webrtc/candidates.js';
import { iceServerLinks } from '../webrtc/ice-server-link.js';
import type { Peers, ViewerConnection } from '../webrtc/peers.js';

/** What a grant gives access to. */
export type WhepGrant = {
  stream: LiveStream;
  owner: LiveOwner;
  touch(): void;
  /** The viewer is given media. @default nobody is told */
  receives?(transport: 'webrtc'): void;
  /** The viewer has lost a picture. */
  onKeyframeWanted(): void;
};

export type WhepRoutesDeps = {
  openGrant(grant: string, cameraId: string): WhepGrant | undefined;
  peers: Peers;
  /** Setting `publicUrl`. */
  publicUrl: string | null;
  /** Setting `webrtc.iceServers`, for viewers to use, too. */
  iceServers: readonly Record<string, unknown>[];
  /** Setting `sessions.startTimeoutMs`: how long the first picture may take. */
  startTimeoutMs: number;
};

const path = '/live/:grant/:cameraId/whep';
const offerType = 'application/sdp';
const trickleType = 'application/trickle-ice-sdpfrag';

export function createWhepRoutes(deps: WhepRoutesDeps): Hono<AppEnv> {
  const { openGrant, peers, publicUrl, iceServers, startTimeoutMs } = deps;
  const connections = new Map<LiveOwner, ViewerConnection>();

  const find = (c: Context): WhepGrant => {
    const opened = openGrant(c.req.param('grant') ?? '', c.req.param('cameraId') ?? '');
    if (!opened) throw new GatewayError('not_found', 'The session has ended. Ask for a new one.');
    opened.touch();
    return opened;
  };
  const findConnection = (c: Context): ViewerConnection => {
    const connection = connections.get(find(c).owner);
    if (connection?.id !== c.req.param('id'))
      throw new GatewayError('not_found', 'This connection has ended. Send a new offer.');
    return connection!;
  };

  async function connect({ stream, owner, onKeyframeWanted }: WhepGrant, offer: string) {
    let connection: ViewerConnection | undefined;
    const close = (): void => connection?.close();
    const release = owner.hold({
      drainedAtMs: () => (connection?.isConnected ? performance.now() : Number.NEGATIVE_INFINITY),
    });
    owner.ended.addEventListener('abort', close, { once: true });
    const onEnd = (): void => {
      owner.ended.removeEventListener('abort', close);
      release();
      if (connections.get(owner) === connection) connections.delete(owner);
    };
    const { feed, codecs = '' } = stream;
    connection = await peers
      .connect({ feed, codec: codecs, offer, onKeyframeWanted, onEnd })
      .catch((error: unknown) => {
        onEnd();
        throw error;
      });
    connections.get(owner)?.close();
    connections.set(owner, connection);
    if (owner.ended.aborted) {
      close();
      throw owner.ended.reason;
    }
    return connection;
  }

  return new Hono<AppEnv>()
    .post(path, async (c) => {
      assertType(c, offerType);
      const grant = find(c);
      const { stream } = grant;
      await stream.waitUntil(() => stream.isReady, { signal: c.req.raw.signal, timeoutMs: startTimeoutMs });
      const { id, answer } = await connect(grant, await c.req.text());
      grant.receives?.('webrtc');
      for (const link of iceServers.flatMap(iceServerLinks)) c.header('Link', link, { append: true });
      const whepPath = `/live/${c.req.param('grant')}/${c.req.param('cameraId')}/whep`;
      return c.body(answer, 201, {
        'Content-Type': offerType,
        Location: `${publicBase(c, whepPath, publicUrl)}${whepPath}/${id}`,
        ETag: `"${id}"`,
        'Accept-Patch': trickleType,
        // Sender reports tell when a picture left the gateway; this much before, it left the camera.
        'Server-Timing': `ingest;dur=${stream.ingestDelayMs}`,
        'Cache-Control': 'no-store',
      });
    })
    .patch(`${path}/:id`, async (c) => {
      assertType(c, trickleType);
      const connection = findConnection(c);
      const { mid, candidates } = readTrickled(await c.req.text());
      for (const candidate of candidates) connection.addCandidate(candidate, mid);
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
