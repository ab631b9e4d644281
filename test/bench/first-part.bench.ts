/**
 * How soon a player can begin: from the last byte of the first keyframe at the gateway to its part in the playlist.
 * `npm run bench -- first-part`; a few seconds.
 */
import { silentLogger } from '../../packages/gateway/src/log/logger.js';
import { createDemuxer } from '../../packages/gateway/src/mpegts/demuxer.js';
import { LiveStream } from '../../packages/gateway/src/store/live-stream.js';
import { recordPictures } from './camera-pacer.js';
import { formatTable, percentile } from './table.js';

const starts = 50;
/** A first part that waited for the next picture would take at least this long. */
const frameMs = 1000 / 30;

export async function run(): Promise<void> {
  const { pictures } = await recordPictures({
    size: '640x480',
    framesPerSecond: 30,
    seconds: 1,
    bitsPerSecond: 2_000_000,
  });
  const firstKeyframe = pictures[0]!.bytes;
  const delaysMs = Array.from({ length: starts }, () => startOnce(firstKeyframe));
  const ms = (value: number) => value.toFixed(2);
  console.log(
    `\nLast byte of the first keyframe → its part is listed: ${starts} starts, nothing sent after it`,
  );
  console.log(
    formatTable([
      ['', 'p50 ms', 'p95 ms', 'max ms', 'of a frame'],
      [
        'demuxer → packager → store',
        ...[0.5, 0.95, 1].map((at) => ms(percentile(delaysMs, at))),
        `${((percentile(delaysMs, 0.95) / frameMs) * 100).toFixed(1)} %`,
      ],
    ]),
  );
}

/** Feeds the keyframe and nothing else, so that a packager which waits for the next picture never gets ready. */
function startOnce(keyframe: Buffer): number {
  let readyAtMs = Number.NaN;
  const live = new LiveStream({
    hls: { segmentMs: 1000, partMs: 200, windowMs: 12_000 },
    video: { framesPerSecond: 30, keyframeIntervalMs: 1000 },
    logger: silentLogger,
    onReady: () => {
      readyAtMs = performance.now();
    },
    onKeyframeWanted: () => {},
  });
  const sink = live.beginRun({ arrivalDelayMs: 0 });
  const demuxer = createDemuxer({
    onAccessUnit: (accessUnit) => sink.write(accessUnit),
    onTracks: (tracks) => sink.setTracks(tracks),
    onKeyframeWanted: () => {},
    onUnsupported: () => {},
  });
  const arrivedAtMs = performance.now();
  demuxer.write(keyframe);
  live.close();
  if (Number.isNaN(readyAtMs))
    throw new Error('the first part was not listed right after the first keyframe');
  return readyAtMs - arrivedAtMs;
}
