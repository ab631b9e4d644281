/** One viewer: a session kept alive as the contract asks, and one transport. */
import { Agent } from 'node:http';
import { tailOf } from '../camera-pacer.js';
import { ask, follow } from './ask.js';
import { createPieceEnds } from './piece-ends.js';
import { openPlainConnection } from './plain-connection.js';
import { type PlaylistPosition, partsAfter } from './playlist-position.js';

export type ViewerDeps = {
  gatewayUrl: string;
  cameraId: string;
  transport: 'hls' | 'fmp4';
  readPosition(gzipped: Buffer): PlaylistPosition;
  /** A part or fragment is complete; `tail`: of its last picture. */
  onPiece(tail: string): void;
  onBytes(byteCount: number): void;
  onRequest(): void;
  /** Parts that were left out to catch up. */
  onMissed(partCount: number): void;
  signal: AbortSignal;
};

type Session = { id: string; keepAliveMs: number; sources: { transport: string; url: string }[] };

/** For keep-alives beside an endless response. */
const maxSockets = 2;
/** A viewer that came so many parts late leaves out the older ones. */
const maxCatchUpParts = 3;

/** Resolves when the signal is aborted. @throws when watching fails */
export async function watch(deps: ViewerDeps): Promise<void> {
  const { gatewayUrl, cameraId, transport, signal } = deps;
  const agent = new Agent({ keepAlive: true, maxSockets });
  const post = (path: string) => ask({ url: gatewayUrl + path, agent, method: 'POST' });
  const leave = (): void => agent.destroy();
  signal.addEventListener('abort', leave, { once: true });
  let keepAlive: NodeJS.Timeout | undefined;
  try {
    const session = JSON.parse((await post(`/api/v1/cameras/${cameraId}/sessions`)).toString()) as Session;
    keepAlive = setInterval(() => {
      deps.onRequest();
      post(`/api/v1/sessions/${session.id}/keepalive`).catch(() => {});
    }, session.keepAliveMs);
    const source = session.sources.find((one) => one.transport === transport);
    if (!source) throw new Error(`the gateway does not offer ${transport}`);
    const url = new URL(source.url, gatewayUrl).href;
    await (transport === 'hls' ? watchHls(url, deps) : watchFmp4(url, agent, deps));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(keepAlive);
    signal.removeEventListener('abort', leave);
    leave();
  }
}

/** As hls.js does: the next playlist is asked for as soon as one is there, parts beside it, one after the other. */
async function watchHls(playlistUrl: string, deps: ViewerDeps): Promise<void> {
  const playlist = new URL(playlistUrl);
  const playlists = openPlainConnection({ host: playlist, headers: 'Accept-Encoding: gzip\r\n' });
  const media = openPlainConnection({ host: playlist });
  const leave = (): void => {
    playlists.close();
    media.close();
  };
  deps.signal.addEventListener('abort', leave, { once: true });
  const load = async (names: readonly string[]): Promise<void> => {
    for (const name of names) {
      deps.onRequest();
      const part = await media.get(new URL(name, playlist).pathname);
      deps.onBytes(part.length);
      deps.onPiece(tailOf(part));
    }
  };
  let query = '';
  let newest: string | undefined;
  let loading: Promise<void> = Promise.resolve();
  try {
    while (!deps.signal.aborted) {
      deps.onRequest();
      const [gzipped] = await Promise.all([playlists.get(playlist.pathname + query), loading]);
      deps.onBytes(gzipped.length);
      const position = deps.readPosition(gzipped);
      const parts = partsAfter(position, newest);
      newest = parts.at(-1) ?? newest;
      query = position.nextQuery;
      deps.onMissed(Math.max(0, parts.length - maxCatchUpParts));
      loading = load(parts.slice(-maxCatchUpParts));
    }
  } finally {
    deps.signal.removeEventListener('abort', leave);
    leave();
  }
}

async function watchFmp4(url: string, agent: Agent, deps: ViewerDeps): Promise<void> {
  const readEnds = createPieceEnds();
  deps.onRequest();
  await follow({ url, agent }, (chunk) => {
    deps.onBytes(chunk.length);
    for (const tail of readEnds(chunk)) deps.onPiece(tail);
  });
  throw new Error('the endless response ended');
}
