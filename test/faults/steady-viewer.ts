/**
 * A viewer by HTTP who never asks for another session: reads the playlist of his one session, holds it against RFC 8216bis,
 * keeps it alive, and knows when pictures came. For tests that break something and measure how soon it is mended.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createPlaylistHistory } from '../conformance/playlist-history.js';
import { until } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';

export type SteadyViewer = {
  sessionId: string;
  playlistUrl: string;
  /**
   * Waits until pictures flow again: parts that were not listed before.
   *
   * @returns how long after it the first of them was listed
   */
  untilFresh(fresh: Fresh): Promise<number>;
  /** Name of the init segment of the newest part: another one with another run. */
  readonly initName: string;
  /** Waits until nothing new has been listed for so long. */
  untilStill(forMs: number, withinMs?: number): Promise<void>;
  /** The longest time between two looks at the playlist that brought something new, up to now. */
  readonly longestStillMs: number;
  /** Discontinuities seen. */
  readonly discontinuityCount: number;
  /** Of the newest picture, in epoch milliseconds. */
  readonly newestDateMs: number;
  /** The newest whole segment, decoded by ffmpeg. @throws with what ffmpeg complains about */
  decodeNewest(): Promise<{ codecs: string; width: number }>;
  /** Whatever a viewer should not have seen, as sentences: broken rules, lost session. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
};

export type Fresh = {
  /** When the fault ended or was noticed, on the monotonic clock; parts that came before do not count. */
  sinceMs: number;
  /** Parts that need this init segment do not count: they are of the run that ended. */
  notOf?: string;
  /** @default 20 s */
  withinMs?: number;
};

const pollMs = 50;
const keepAliveEveryMs = 400;
/** Parts that have to follow on each other to count as a picture that moves. */
const freshPartCount = 3;
const run = promisify(execFile);

export async function startSteadyViewer(gatewayUrl: string, cameraId: string): Promise<SteadyViewer> {
  const { session, playlistUrl, keepAlive, close } = await openSession(gatewayUrl, cameraId);
  const stop = new AbortController();
  const history = createPlaylistHistory();
  const lost: string[] = [];
  const seen = new Map<string, { atMs: number; init: string }>();
  const discontinuities = new Set<string>();
  let newestDateMs = Number.NaN;
  let newest = { init: '', segment: '' };
  let initName = '';

  function take(text: string): void {
    history.add(text);
    const nowMs = performance.now();
    const counted = Number(/#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)/.exec(text)?.[1] ?? 0);
    const listed = text.match(/^#EXT-X-DISCONTINUITY$/gm)?.length ?? 0;
    for (let count = 1; count <= counted + listed; count += 1) discontinuities.add(String(count));
    newestDateMs = Date.parse(
      text
        .match(/#EXT-X-PROGRAM-DATE-TIME:(\S+)/g)
        ?.at(-1)
        ?.slice(25) ?? '',
    );
    let init = newest.init;
    let isGap = false;
    for (const line of text.split('\n')) {
      init = /#EXT-X-MAP:URI="([^"]+)"/.exec(line)?.[1] ?? init;
      const part = /^#EXT-X-PART:.*URI="([^"]+)"/.exec(line)?.[1];
      if (part !== undefined && !line.includes('GAP=YES') && !seen.has(part)) {
        seen.set(part, { atMs: nowMs, init });
        initName = init;
      }
      isGap ||= line === '#EXT-X-GAP';
      if (line === '' || line.startsWith('#')) continue;
      if (!isGap) newest = { init, segment: line };
      isGap = false;
    }
  }

  async function ask(what: string, asking: () => Promise<Response>): Promise<string | undefined> {
    try {
      const response = await asking();
      const text = await response.text();
      if (response.ok) return text;
      lost.push(`${what}: ${response.status} ${text}`);
    } catch (error) {
      if (!stop.signal.aborted) lost.push(`${what}: ${String(error)}`);
    }
    return undefined;
  }

  const watching = (async () => {
    let keptAtMs = performance.now();
    while (!stop.signal.aborted) {
      const text = await ask('playlist', () => fetch(playlistUrl));
      if (text !== undefined) take(text);
      if (performance.now() - keptAtMs > keepAliveEveryMs) {
        keptAtMs = performance.now();
        await ask('keep-alive', keepAlive);
      }
      await delay(pollMs);
    }
  })();

  const freshTimes = ({ sinceMs, notOf }: Fresh) =>
    [...seen.values()].filter(({ atMs, init }) => atMs > sinceMs && init !== notOf).map(({ atMs }) => atMs);
  return {
    sessionId: session.id,
    playlistUrl,
    get initName() {
      return initName;
    },
    async untilFresh(fresh) {
      const { sinceMs, withinMs = 20_000 } = fresh;
      const isMoving = () => freshTimes(fresh).length >= freshPartCount && freshTimes(fresh);
      const [firstAtMs = 0] = await until(isMoving, { what: 'new pictures', withinMs, everyMs: 20 }).catch(
        (error: Error) => {
          throw new Error([error.message, ...lost.slice(-3)].join('\n'));
        },
      );
      return firstAtMs - sinceMs;
    },
    async untilStill(forMs, withinMs = 20_000) {
      const lastAtMs = () => Math.max(...[...seen.values()].map(({ atMs }) => atMs));
      await until(() => performance.now() - lastAtMs() > forMs, { what: 'no new pictures', withinMs });
    },
    get longestStillMs() {
      const times = [...[...seen.values()].map(({ atMs }) => atMs), performance.now()];
      return Math.max(...times.slice(1).map((atMs, before) => atMs - times[before]!));
    },
    get discontinuityCount() {
      return discontinuities.size;
    },
    get newestDateMs() {
      return newestDateMs;
    },
    async decodeNewest() {
      const { init, segment } = newest;
      const pieces = await Promise.all(
        [init, segment].map(async (uri) => {
          const response = await fetch(new URL(uri, playlistUrl));
          if (!response.ok) throw new Error(`${uri}: ${response.status}`);
          return Buffer.from(await response.arrayBuffer());
        }),
      );
      return decode(Buffer.concat(pieces));
    },
    get complaints() {
      const faults = history.faults.map((fault) => fault.replace(/^playlist \d+: /, ''));
      return [...new Set([...lost, ...faults])];
    },
    async close() {
      stop.abort();
      await watching;
      await close().catch(() => {});
    },
  };
}

async function decode(media: Buffer): Promise<{ codecs: string; width: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'decode-'));
  const file = join(folder, 'media.mp4');
  try {
    await writeFile(file, media);
    const { stderr } = await run('ffmpeg', ['-nostdin', '-v', 'warning', '-i', file, '-f', 'null', '-']);
    if (stderr !== '') throw new Error(`ffmpeg complains: ${stderr}`);
    const probed = await run('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', file]);
    const { streams } = JSON.parse(probed.stdout) as { streams: { codec_name: string; width?: number }[] };
    return {
      codecs: streams.map(({ codec_name }) => codec_name).join(' '),
      width: streams.find(({ width }) => width !== undefined)?.width ?? 0,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
