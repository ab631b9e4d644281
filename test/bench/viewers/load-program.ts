/** The process of many viewers, without decoding: driven by `load-client.ts`, ends with it. */
import { setMaxListeners } from 'node:events';
import { preciseNowMs } from '../camera-pacer.js';
import type { LoadAnswer, LoadCommand } from './load-client.js';
import { watch } from './load-viewer.js';
import { createPositionReader } from './playlist-position.js';

/** Sessions that are being asked for at a time. */
const maxStarting = 20;

/** What has come since it is being measured. */
const arrivals = new Map<string, number[]>();
const counts = { receivedBytes: 0, requestCount: 0, missedCount: 0, failedCount: 0 };
let firstFailure: string | undefined;
let isMeasuring = false;
const ending = new AbortController();
// One for each viewer.
setMaxListeners(0, ending.signal);
const answer = (message: LoadAnswer): void => void process.send?.(message);

function onPiece(tail: string): void {
  if (!isMeasuring) return;
  const times = arrivals.get(tail);
  if (times) times.push(preciseNowMs());
  else arrivals.set(tail, [preciseNowMs()]);
}

async function begin({ viewerCount, ...target }: LoadCommand): Promise<void> {
  const readPosition = createPositionReader();
  let waitingCount = viewerCount;
  /** Resolves when the viewer has its first piece, or has failed. */
  const start = (): Promise<void> =>
    new Promise((resolve) => {
      const viewer = watch({
        ...target,
        readPosition,
        signal: ending.signal,
        onPiece(tail) {
          resolve();
          onPiece(tail);
        },
        onBytes: (byteCount) => {
          if (isMeasuring) counts.receivedBytes += byteCount;
        },
        onRequest: () => {
          if (isMeasuring) counts.requestCount += 1;
        },
        onMissed: (partCount) => {
          if (isMeasuring) counts.missedCount += partCount;
        },
      });
      viewer.catch((error: Error) => {
        counts.failedCount += 1;
        firstFailure ??= error.message;
        resolve();
      });
    });
  const startNext = async (): Promise<void> => {
    while (waitingCount > 0 && !ending.signal.aborted) {
      waitingCount -= 1;
      await start();
    }
  };
  await Promise.all(Array.from({ length: maxStarting }, startNext));
  answer({ kind: 'watching' });
}

process.on('message', (message: LoadCommand | 'measure' | 'end') => {
  if (message === 'measure') isMeasuring = true;
  else if (message === 'end') {
    isMeasuring = false;
    ending.abort();
    const result = { ...counts, firstFailure, arrivals };
    process.send?.({ kind: 'result', ...result } satisfies LoadAnswer, () => process.exit(0));
  } else void begin(message);
});
process.on('disconnect', () => process.exit(0));
