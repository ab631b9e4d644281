/** Downloads a live stream as a patient player would: whole segments, one after the other, into one fragmented MP4. */

import { createPlaylistReader } from './playlist-reader.js';

type ListedSegment = { sequence: number; url: URL; seconds: number; isGap: boolean };

/**
 * Follows a media playlist by blocking reload until complete segments of `seconds` together have come.
 *
 * @returns the init segment and the segments after it, which is a file that ffmpeg reads
 * @throws when a playlist breaks a rule of RFC 8216bis
 */
export async function downloadStream(playlistUrl: string, { seconds }: { seconds: number }): Promise<Buffer> {
  const playlist = createPlaylistReader(playlistUrl);
  const pieces: Buffer[] = [];
  let nextSequence: number | undefined;
  let gotSeconds = 0;
  while (gotSeconds < seconds) {
    const text = await playlist.read(nextSequence === undefined ? undefined : `_HLS_msn=${nextSequence}`);
    const init = /#EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1];
    if (pieces.length === 0 && init) pieces.push(await download(new URL(init, playlistUrl)));
    for (const segment of listSegments(text, playlistUrl)) {
      if (segment.sequence < (nextSequence ?? 0)) continue;
      nextSequence = segment.sequence + 1;
      if (segment.isGap) continue;
      pieces.push(await download(segment.url));
      gotSeconds += segment.seconds;
    }
  }
  return Buffer.concat(pieces);
}

function listSegments(text: string, playlistUrl: string): ListedSegment[] {
  let sequence = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
  let tags = '';
  const segments: ListedSegment[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line === '') {
      tags += `${line}\n`;
      continue;
    }
    const seconds = Number(/#EXTINF:([\d.]+)/.exec(tags)?.[1]);
    segments.push({ sequence, url: new URL(line, playlistUrl), seconds, isGap: tags.includes('#EXT-X-GAP') });
    sequence += 1;
    tags = '';
  }
  return segments;
}

async function download(url: URL): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
}
