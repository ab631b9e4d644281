/** What a viewer needs of a Low-Latency playlist to go on: which parts there are, and what to ask for next (RFC 8216bis §6.2.5.2). Pure. */
import { gunzipSync } from 'node:zlib';

export type PlaylistPosition = {
  /** URIs, oldest first. */
  parts: readonly string[];
  /** Query of the next blocking reload. */
  nextQuery: string;
};

export function readPosition(playlist: string): PlaylistPosition {
  const lines = playlist.split('\n');
  const first = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]);
  let completeCount = 0;
  let openPartCount = 0;
  const parts: string[] = [];
  for (const line of lines) {
    if (line.startsWith('#EXTINF:')) {
      completeCount += 1;
      openPartCount = 0;
    } else if (line.startsWith('#EXT-X-PART:')) {
      openPartCount += 1;
      parts.push(/URI="([^"]+)"/.exec(line)![1]!);
    }
  }
  return { parts, nextQuery: `?_HLS_msn=${first + completeCount}&_HLS_part=${openPartCount}` };
}

/** Those after `last`; the newest alone when `last` is not listed any more, or there is none yet. */
export function partsAfter({ parts }: PlaylistPosition, last: string | undefined): readonly string[] {
  const index = last === undefined ? -1 : parts.indexOf(last);
  return index === -1 ? parts.slice(-1) : parts.slice(index + 1);
}

/** Playlists of one moment differ for no viewer. */
const rememberedCount = 16;

/**
 * Reads packed playlists, each content once: the check sum and length at the end of gzip (RFC 1952 §2.3.1) tell whether
 * it has been read. Thousands of viewers in a process could not unpack them all.
 */
export function createPositionReader(): (gzipped: Buffer) => PlaylistPosition {
  const known = new Map<string, PlaylistPosition>();
  return (gzipped) => {
    const key = gzipped.toString('latin1', gzipped.length - 8);
    const position = known.get(key) ?? readPosition(gunzipSync(gzipped).toString());
    known.set(key, position);
    if (known.size > rememberedCount) known.delete(known.keys().next().value as string);
    return position;
  };
}
