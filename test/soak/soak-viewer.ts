/**
 * One viewer of the soak, who comes, watches by one transport for a while and leaves, in order or by hanging up. Asks for one
 * session; what becomes of it is told to the book.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Problem, Session } from '@rpi-live-camera/protocol';
import { WebSocket } from 'ws';
import { watchByWebRtc } from './webrtc-watch.js';

export type Manner = {
  transport: 'hls' | 'fmp4' | 'socket' | 'mjpeg' | 'webrtc';
  staysMs: number;
  /** Reads less than the camera sends. */
  pace: 'normal' | 'slow';
  leaves: 'in order' | 'hanging up';
};

export type ViewerBook = {
  /** By transport. */
  watched: Map<string, number>;
  bytes: number;
  /** Sessions that were refused, by problem code: right while a fault lasts. */
  refused: Map<string, number>;
  /** Sessions that ended while their viewer was there, as sentences. */
  lost: string[];
};

export type VisitOptions = {
  gatewayUrl: string;
  cameraId: string;
  manner: Manner;
  book: ViewerBook;
  signal: AbortSignal;
};

const count = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
/** What a reader of an endless response that is slow leaves between two pieces. */
const slowPauseMs = 2000;
const retryMs = 1000;

export async function visit({ gatewayUrl, cameraId, manner, book, signal }: VisitOptions): Promise<void> {
  // Not `AbortSignal.any` of a timeout, which Node 20 may collect as garbage while it is waited for.
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  const timer = setTimeout(leave, manner.staysMs);
  signal.addEventListener('abort', leave, { once: true });
  try {
    await stay({ gatewayUrl, cameraId, manner, book, signal: leaving.signal });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
}

async function stay({ gatewayUrl, cameraId, manner, book, signal: left }: VisitOptions): Promise<void> {
  const asked = await fetch(`${gatewayUrl}/api/v1/cameras/${cameraId}/sessions`, {
    method: 'POST',
    signal: left,
  }).catch(() => undefined);
  if (!asked) return;
  if (asked.status !== 201) {
    count(book.refused, ((await asked.json()) as Problem).code);
    await delay(retryMs, undefined, { signal: left }).catch(() => {});
    return;
  }
  const session = (await asked.json()) as Session;
  const sessionUrl = `${gatewayUrl}/api/v1/sessions/${session.id}`;
  count(book.watched, manner.transport);
  const wanted = manner.transport === 'socket' ? 'fmp4' : manner.transport;
  const source = session.sources.find(({ transport }) => transport === wanted);
  const keeping = keepAlive(sessionUrl, session.keepAliveMs, { book, left });
  if (source) {
    const url = new URL(source.url, asked.url).href;
    const watching = { url, manner, book, left };
    while (!left.aborted) {
      // A run's end ends endless responses: then the viewer asks again, as players do.
      await watch[manner.transport](watching).catch(() => {});
      await delay(retryMs, undefined, { signal: left }).catch(() => {});
    }
  }
  await keeping;
  if (manner.leaves === 'in order') await fetch(sessionUrl, { method: 'DELETE' }).catch(() => {});
}

async function keepAlive(
  sessionUrl: string,
  everyMs: number,
  { book, left }: { book: ViewerBook; left: AbortSignal },
): Promise<void> {
  while (!left.aborted) {
    await delay(everyMs / 2, undefined, { signal: left }).catch(() => {});
    if (left.aborted) return;
    const response = await fetch(`${sessionUrl}/keepalive`, { method: 'POST', signal: left }).catch(
      () => undefined,
    );
    if (!response || response.ok) continue;
    book.lost.push(`${response.status} at a keep-alive`);
    return;
  }
}

export type Watching = { url: string; manner: Manner; book: ViewerBook; left: AbortSignal };

const watch: Record<Manner['transport'], (watching: Watching) => Promise<void>> = {
  fmp4: readEndless,
  mjpeg: readEndless,
  hls: readHls,
  socket: readSocket,
  webrtc: watchByWebRtc,
};

async function readEndless({ url, manner, book, left }: Watching): Promise<void> {
  const response = await fetch(url, { signal: left });
  if (!response.ok || !response.body) return void (await response.body?.cancel());
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    book.bytes += piece.length;
    if (manner.pace === 'slow') await delay(slowPauseMs, undefined, { signal: left });
  }
}

async function readHls({ url, manner, book, left }: Watching): Promise<void> {
  const fetched = new Set<string>();
  while (!left.aborted) {
    const response = await fetch(url, { signal: left });
    const text = await response.text();
    if (!response.ok) return;
    const uris = [...text.matchAll(/^#EXT-X-PART:.*URI="([^"]+)"/gm)].map(([, uri = '']) => uri);
    for (const uri of uris.slice(-3)) {
      if (fetched.has(uri)) continue;
      fetched.add(uri);
      const part = await fetch(new URL(uri, url), { signal: left });
      book.bytes += (await part.arrayBuffer()).byteLength;
    }
    await delay(manner.pace === 'slow' ? slowPauseMs : 200, undefined, { signal: left });
  }
}

function readSocket({ url, manner, book, left }: Watching): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'));
    const onLeft = () => socket.terminate();
    left.addEventListener('abort', onLeft);
    socket.on('message', (bytes: Buffer) => {
      book.bytes += bytes.length;
      if (manner.pace !== 'slow') return;
      socket.pause();
      setTimeout(() => socket.resume(), slowPauseMs);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      left.removeEventListener('abort', onLeft);
      resolve();
    });
  });
}
