/**
 * The playlist of a recording, for all its viewers: an HLS playlist of type VOD, or EVENT for who began while it grew (RFC
 * 8216bis §4.4.3.5). An EVENT playlist only grows, so what was written once is kept, compressed, too; a player that reloads
 * gets what it lacks (EXT-X-SKIP). What is missing in the media is left out: a discontinuity stands for it, and the dates go
 * on behind it. Used by the routes.
 */
import { mpegTimescale } from '../mpegts/access-unit.js';
import { gzipPieces, PlaylistPiece } from '../playlist/playlist-piece.js';
import type { IndexedSegment, RecordingIndex } from './index-lines.js';
import { vodInitName, vodSegmentName } from './vod-files.js';

/** §4.4.3.5. The playlist of one URL has one type for ever, as it may not be changed but by adding to it (§6.2.1). */
export type PlaylistType = 'VOD' | 'EVENT';

export type PlaylistRequest = {
  type: PlaylistType;
  /** `delta` without what a player that reloads has; the whole where that is not worth it (§6.2.5.1). */
  form: 'whole' | 'delta';
  encoding: 'identity' | 'gzip';
};

/** EXT-X-MAP outside of I-frame playlists needs 6, EXT-X-SKIP 9 (§8). */
const protocolVersions = { VOD: 6, EVENT: 9 } as const;
/** Target durations from the end that a delta update never leaves out (§4.4.3.8: at least 6). */
const skipBoundaryCount = 6;
/** Segments that are written and compressed together, once. */
const pageLength = 128;

export class RecordingPlaylist {
  readonly #pages: PlaylistPiece[] = [];
  #longestSeconds = 1;
  #measuredCount = 0;

  /** @param index of always the same recording, as far as it is */
  render(index: RecordingIndex, { type, form, encoding }: PlaylistRequest): Buffer {
    const { segments, endReason } = index;
    const isFinished = endReason !== undefined;
    const targetSeconds = Math.max(this.#longest(segments), index.targetDurationSeconds);
    const head =
      '#EXTM3U\n' +
      `#EXT-X-VERSION:${protocolVersions[type]}\n` +
      `#EXT-X-TARGETDURATION:${targetSeconds}\n` +
      `#EXT-X-PLAYLIST-TYPE:${type}\n` +
      (type === 'EVENT'
        ? `#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=${skipBoundaryCount * targetSeconds}\n`
        : '') +
      '#EXT-X-MEDIA-SEQUENCE:0\n';
    const keptFrom = form === 'delta' && type === 'EVENT' ? skippable(segments, targetSeconds) : 0;
    const end = isFinished ? '#EXT-X-ENDLIST\n' : '';
    const pieces =
      keptFrom > 0
        ? [`${head}#EXT-X-SKIP:SKIPPED-SEGMENTS=${keptFrom}\n${writeSegments(segments, keptFrom)}${end}`].map(
            (text) => new PlaylistPiece(text),
          )
        : this.#whole(segments, head, end);
    if (encoding === 'gzip') return gzipPieces(pieces);
    return Buffer.concat(pieces.map(({ bytes }) => bytes));
  }

  #whole(segments: readonly IndexedSegment[], head: string, end: string): PlaylistPiece[] {
    while ((this.#pages.length + 1) * pageLength <= segments.length) {
      const from = this.#pages.length * pageLength;
      this.#pages.push(new PlaylistPiece(writeSegments(segments, from, from + pageLength)));
    }
    const rest = writeSegments(segments, this.#pages.length * pageLength);
    return [new PlaylistPiece(head), ...this.#pages, new PlaylistPiece(rest + end)];
  }

  #longest(segments: readonly IndexedSegment[]): number {
    for (; this.#measuredCount < segments.length; this.#measuredCount++) {
      const seconds = Math.round(segments[this.#measuredCount]!.ticks / mpegTimescale);
      this.#longestSeconds = Math.max(this.#longestSeconds, seconds);
    }
    return this.#longestSeconds;
  }
}

/** How many segments lie before the boundary; none where that is less than half of all. */
function skippable(segments: readonly IndexedSegment[], targetSeconds: number): number {
  const boundaryTicks = skipBoundaryCount * targetSeconds * mpegTimescale;
  let ticksToEnd = 0;
  let index = segments.length;
  while (index > 0 && ticksToEnd <= boundaryTicks) ticksToEnd += segments[--index]!.ticks;
  return 2 * index >= segments.length ? index : 0;
}

function writeSegments(segments: readonly IndexedSegment[], from: number, to = segments.length): string {
  let text = '';
  for (let number = from; number < to; number++) {
    const { ticks, dateMs, cut, initNumber } = segments[number]!;
    const previous = segments[number - 1];
    const isOther = initNumber !== previous?.initNumber;
    if (cut || (isOther && previous)) text += '#EXT-X-DISCONTINUITY\n';
    if (isOther) text += `#EXT-X-MAP:URI="${vodInitName(initNumber)}"\n`;
    text += `#EXT-X-PROGRAM-DATE-TIME:${new Date(dateMs).toISOString()}\n`;
    text += `#EXTINF:${(ticks / mpegTimescale).toFixed(5)},\n${vodSegmentName(number)}\n`;
  }
  return text;
}
