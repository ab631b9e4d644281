/**
 * Reads a recording back over HTTP, by its playlist: which pictures are in which run, and when they were taken. Own code on
 * purpose: it shares nothing with what writes the playlist. Used by the tests of recordings.
 */
import { samplesOf } from '../../../packages/gateway/src/testing/fragment-reader.js';

export type VodSegment = {
  uri: string;
  durationSeconds: number;
  /** Epoch milliseconds of EXT-X-PROGRAM-DATE-TIME. */
  dateMs: number;
  /** Coded pictures, each NAL unit with its length in front. */
  pictures: Buffer[];
  sound: Buffer[];
};

/** What lies between two discontinuities. */
export type VodRun = { init: Buffer; segments: VodSegment[] };

export type Vod = {
  playlist: string;
  runs: VodRun[];
  /** Of init segments and segments. */
  mediaBytes: number;
};

const [videoTrack, soundTrack] = [1, 2];

export async function readVod(hlsUrl: string): Promise<Vod> {
  const load = async (uri: string): Promise<Buffer> => {
    const response = await fetch(new URL(uri, hlsUrl));
    if (!response.ok) throw new Error(`${uri}: ${response.status} ${await response.text()}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const playlist = (await load(hlsUrl)).toString();
  const runs: VodRun[] = [];
  let mediaBytes = 0;
  let init: Buffer | undefined;
  let dateMs = Number.NaN;
  let durationSeconds = Number.NaN;
  let isNewRun = true;
  for (const line of playlist.split('\n')) {
    const [tag = '', value = ''] = splitAtColon(line);
    if (tag === '#EXT-X-DISCONTINUITY') isNewRun = true;
    else if (tag === '#EXT-X-MAP') {
      init = await load(/URI="([^"]+)"/.exec(value)?.[1] ?? '');
      mediaBytes += init.length;
    } else if (tag === '#EXT-X-PROGRAM-DATE-TIME') dateMs = Date.parse(value);
    else if (tag === '#EXTINF') durationSeconds = Number.parseFloat(value);
    else if (line !== '' && !line.startsWith('#')) {
      if (!init) throw new Error(`${line} has no init segment`);
      if (isNewRun) runs.push({ init, segments: [] });
      isNewRun = false;
      const bytes = await load(line);
      mediaBytes += bytes.length;
      const bytesOf = (track: number) => samplesOf(bytes, track).map((sample) => sample.bytes);
      runs.at(-1)!.segments.push({
        uri: line,
        durationSeconds,
        dateMs,
        pictures: bytesOf(videoTrack!),
        sound: bytesOf(soundTrack!),
      });
    }
  }
  return { playlist, runs, mediaBytes };
}

function splitAtColon(line: string): [string, string] {
  const at = line.indexOf(':');
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
