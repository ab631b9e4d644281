/**
 * The process of many viewers: plain HTTP, no decoding. Each has a session of its own and receives as a player would; when
 * a piece of media is there is written down, and how long after its first viewer each other one had it.
 */
import { Agent, get, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export type LoadCommand = {
  gatewayUrl: string;
  cameraId: string;
  transport: 'hls' | 'fmp4';
  viewerCount: number;
  seconds: number;
};
export type LoadResult = {
  /** How long after the first viewer each other one had a piece, in milliseconds. */
  lagsMs: number[];
  receivedBytes: number;
  failureCount: number;
};

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
/** When the first viewer had a piece, by its name. */
const firstAtMs = new Map<string, number>();
const result: LoadResult = { lagsMs: [], receivedBytes: 0, failureCount: 0 };
let isMeasuring = false;
let isOver = false;

function onPiece(name: string, byteCount: number): void {
  const nowMs = performance.now();
  const first = firstAtMs.get(name);
  if (first === undefined) firstAtMs.set(name, nowMs);
  if (!isMeasuring) return;
  result.receivedBytes += byteCount;
  if (first !== undefined) result.lagsMs.push(nowMs - first);
}

function download(url: string): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

function post(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
    });
    call.on('error', reject).end();
  });
}

/** Follows the playlist by blocking reload and loads each part once. */
async function watchHls(playlistUrl: string): Promise<void> {
  let query = '';
  const loaded = new Set<string>();
  while (!isOver) {
    const { status, body } = await download(playlistUrl + query);
    if (status !== 200) throw new Error(`playlist: ${status}`);
    const text = body.toString();
    const names = [...text.matchAll(/#EXT-X-PART:.*URI="([^"]+)"/g)].map(([, name]) => name!);
    for (const name of names.slice(-2)) {
      if (loaded.has(name)) continue;
      loaded.add(name);
      const part = await download(new URL(name, playlistUrl).href);
      onPiece(name, part.body.length + body.length);
    }
    const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
    const complete = text.split('#EXTINF').length - 1;
    const open = text.slice(text.lastIndexOf('#EXTINF'));
    const partCount = open.split('#EXT-X-PART:').length - 1;
    query = `?_HLS_msn=${first + complete}&_HLS_part=${partCount}`;
  }
}

/** One endless response; a piece is what ends with a fragment of the same number. */
function watchFmp4(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = get(url, { agent: false }, (response) => {
      let rest: Buffer = Buffer.alloc(0);
      response.on('data', (chunk: Buffer) => {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        while (rest.length >= 8 && rest.length >= rest.readUInt32BE(0)) {
          const size = rest.readUInt32BE(0);
          // The number of a fragment is 16 bytes into its `moof`: behind two headers and the flags.
          if (rest.toString('latin1', 4, 8) === 'moof') onPiece(String(rest.readUInt32BE(20)), size);
          else if (isMeasuring) result.receivedBytes += size;
          rest = rest.subarray(size);
        }
        if (isOver) call.destroy();
      });
      response.on('close', resolve);
    });
    call.on('error', (error) => (isOver ? resolve() : reject(error)));
  });
}

async function watch({ gatewayUrl, cameraId, transport }: LoadCommand): Promise<void> {
  const session = JSON.parse(await post(`${gatewayUrl}/api/v1/cameras/${cameraId}/sessions`)) as {
    id: string;
    keepAliveMs: number;
    sources: { transport: string; url: string }[];
  };
  const keepAlive = setInterval(
    () => void post(`${gatewayUrl}/api/v1/sessions/${session.id}/keepalive`).catch(() => {}),
    session.keepAliveMs,
  );
  try {
    const source = session.sources.find((one) => one.transport === transport)!;
    const url = new URL(source.url, gatewayUrl).href;
    await (transport === 'hls' ? watchHls(url) : watchFmp4(url));
  } finally {
    clearInterval(keepAlive);
  }
}

process.on('message', async (command: LoadCommand) => {
  const viewers = Array.from({ length: command.viewerCount }, async (_, index) => {
    await delay(index * 5);
    await watch(command).catch(() => {
      if (!isOver) result.failureCount += 1;
    });
  });
  await delay(command.viewerCount * 5 + 3000);
  process.send?.('ready');
  isMeasuring = true;
  await delay(command.seconds * 1000);
  isMeasuring = false;
  isOver = true;
  await Promise.race([Promise.all(viewers), delay(3000)]);
  process.send?.(result, () => process.exit(0));
});
