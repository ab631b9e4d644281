/**
 * A viewer who stays: reads the playlist of a camera again and again, and opens another session when its own has ended,
 * as the element does. For tests that break something and wait for the picture to come back.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { until } from './deadline.js';
import { askForSession, type OpenedSession } from './gateway-client.js';

export type PersistentViewer = {
  /** Waits until new media has come, counted from now. */
  untilMoving(options: { what: string; withinMs: number }): Promise<void>;
  close(): Promise<void>;
};

const pollMs = 150;
/** Parts that have to be new, so that none of them was on its way before. */
const newPartCount = 5;

export function startPersistentViewer(gatewayUrl: string, cameraId: string): PersistentViewer {
  const stop = new AbortController();
  const seenParts = new Set<string>();
  let opened: OpenedSession | undefined;
  let lastProblem = '';
  const look = async () => {
    if (!opened) {
      const { opened: session, problem } = await askForSession(gatewayUrl, cameraId);
      opened = session;
      if (problem) lastProblem = `${problem.code}: ${problem.detail}`;
    }
    if (!opened) return;
    const response = await fetch(opened.playlistUrl);
    const playlist = await response.text();
    if (!response.ok) {
      lastProblem = playlist;
      opened = undefined;
      return;
    }
    for (const [line, uri = ''] of playlist.matchAll(/#EXT-X-PART:.*URI="([^"]+)".*/g)) {
      if (!line.includes('GAP=YES')) seenParts.add(new URL(uri, opened.playlistUrl).href);
    }
  };
  const watching = (async () => {
    while (!stop.signal.aborted) {
      await look().catch((error: unknown) => {
        lastProblem = String(error);
        opened = undefined;
      });
      await delay(pollMs);
    }
    await opened?.close().catch(() => {});
  })();
  return {
    async untilMoving({ what, withinMs }) {
      const before = seenParts.size;
      await until(() => seenParts.size >= before + newPartCount, {
        what,
        withinMs,
      }).catch((error: Error) => {
        throw new Error(`${error.message}; ${seenParts.size - before} new parts; ${lastProblem}`);
      });
    },
    async close() {
      stop.abort();
      await watching;
    },
  };
}
