/**
 * Receives `live.mp4` and hands it to the video. It ends with a run of the camera and is asked for again; the media goes
 * on on the same timeline. This file is a lazy chunk, imported by `fmp4.ts`.
 */
import { createFmp4Connection } from './fmp4-connection.js';
import { MediaBuffer } from './media-buffer.js';
import { BoxSplitter, type Mp4Box, type ReferenceTime, readReferenceTime } from './mp4-boxes.js';
import { explainFailure } from './response-failure.js';
import type { AttachedTransport, AttachOptions, LivePosition, MarginRules } from './transport.js';

/**
 * A picture comes every 33 ms or so. Chromium was seen to run dry with 0.04 s left, for a tenth of a second; with sound, with
 * 0.1 s left and for a third of a second.
 */
const margins = {
  picture: { startSeconds: 0.07, minSeconds: 0.06, stallSeconds: 0.005 },
  sound: { startSeconds: 0.14, minSeconds: 0.13, stallSeconds: 0.03 },
} satisfies Record<string, MarginRules>;
/** The gateway begins with all since the newest keyframe, at once: silence for so long means that this is complete. */
const burstQuietMs = 12;
/** What ended sooner is not asked for again at once. */
const minRunMs = 1000;
const ticksPerSecond = 90_000;

/** Connects the endless media to the video. */
export function attachFmp4(options: AttachOptions): AttachedTransport {
  const { video, source, listener, signal } = options;
  const connection = createFmp4Connection(source.url, signal);
  let reference: ReferenceTime | undefined;
  let receivedBytes = 0;
  let margin: MarginRules = margins.picture;
  const buffer = new MediaBuffer({
    video,
    signal,
    startSeconds: () => margin.startSeconds,
    onAppended: () => listener.onAppended(),
    onFailed: (cause) =>
      listener.onFailed({ code: 'media_failed', message: 'The browser could not play the media.', cause }),
  });

  async function receive(): Promise<void> {
    while (!signal.aborted) {
      const startedAtMs = performance.now();
      await receiveRun();
      const pauseMs = minRunMs - (performance.now() - startedAtMs);
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  /** From the request to the end of what it is answered, which is that of the run. */
  async function receiveRun(): Promise<void> {
    const { reader, type } = await connection.open();
    listener.onReady();
    const hasAudio = type.includes('mp4a');
    margin = hasAudio ? margins.sound : margins.picture;
    listener.onTracks({ hasAudio, codecs: /codecs="([^"]*)"/.exec(type)?.[1] ?? '' });
    buffer.begin(type);
    const splitter = new BoxSplitter();
    let burst: Mp4Box[] | null = [];
    let quiet: ReturnType<typeof setTimeout> | undefined;
    const endBurst = (): void => {
      if (burst !== null && !signal.aborted) append(burst);
      burst = null;
    };
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        receivedBytes += value.length;
        const boxes = splitter.push(value);
        if (burst === null) {
          append(boxes);
          continue;
        }
        burst.push(...boxes);
        clearTimeout(quiet);
        quiet = setTimeout(endBurst, burstQuietMs);
      }
    } finally {
      clearTimeout(quiet);
      endBurst();
    }
  }

  function append(boxes: readonly Mp4Box[]): void {
    for (const box of boxes) if (box.type === 'prft') reference = readReferenceTime(box);
    if (boxes.length > 0) buffer.append(boxes.map(({ bytes }) => bytes));
  }

  function position(): LivePosition {
    const liveSeconds = buffer.endSeconds - margin.startSeconds;
    const pictureAtMs =
      reference && reference.atMs + (video.currentTime - reference.mediaTicks / ticksPerSecond) * 1000;
    return {
      liveSeconds,
      behindSeconds: liveSeconds - video.currentTime,
      pictureAtMs: pictureAtMs ?? null,
      pictureClock: 'prft',
      edgeLatencySeconds: buffer.aheadSeconds,
    };
  }

  receive().catch((error: unknown) => {
    if (!signal.aborted) listener.onFailed(explainFailure(error));
  });
  return {
    get margin() {
      return margin;
    },
    position,
    details: () => ({ engine: 'MediaSource', connection: connection.way, receivedBytes }),
  };
}
