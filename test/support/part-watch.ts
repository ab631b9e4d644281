/** A viewer of HLS who notices everything: asks for each part as soon as it may be there, and tells of each that is not. */
import { createPlaylistReader } from './playlist-reader.js';

export type PartWatch = {
  /** Parts that came, each with its bytes. */
  readonly partCount: number;
  /** What went wrong so far: parts that are missing or empty, answers other than 200, rules of the playlist broken. */
  readonly faults: readonly string[];
  /** Longest time between two parts, in milliseconds. */
  readonly longestWaitMs: number;
  /** Resolves when the last request has been answered. */
  close(): Promise<void>;
};

/** @param playlistUrl of a session that somebody keeps alive, or that its requests do */
export function watchParts(playlistUrl: string): PartWatch {
  const faults: string[] = [];
  const { read } = createPlaylistReader(playlistUrl);
  let partCount = 0;
  let newest = -1;
  let longestWaitMs = 0;
  let lastAtMs: number | undefined;
  let isClosed = false;

  async function load(number: number): Promise<void> {
    const answer = await fetch(new URL(`part${number}.m4s`, playlistUrl));
    const { byteLength } = await answer.arrayBuffer();
    if (answer.status !== 200 || byteLength === 0)
      faults.push(`part${number}.m4s: ${answer.status}, ${byteLength} bytes`);
    const nowMs = performance.now();
    longestWaitMs = Math.max(longestWaitMs, nowMs - (lastAtMs ?? nowMs));
    lastAtMs = nowMs;
    partCount += 1;
  }

  async function watch(): Promise<void> {
    let query: string | undefined;
    while (!isClosed) {
      const text = await read(query);
      const numbers = [...text.matchAll(/^#EXT-X-PART:.*URI="part(\d+)\.m4s"/gm)].map(([, number]) =>
        Number(number),
      );
      const fresh = numbers.filter((number) => number > newest);
      const first = newest < 0 ? fresh.at(-1) : fresh[0];
      if (first !== undefined && newest >= 0 && first !== newest + 1)
        faults.push(`part${newest + 1}.m4s to part${first - 1}.m4s were missed`);
      for (const number of fresh.filter((one) => first !== undefined && one >= first)) await load(number);
      newest = numbers.at(-1) ?? newest;
      query = nextQuery(text);
    }
  }

  const watching = watch().catch((error: Error) => void faults.push(error.message));
  return {
    get partCount() {
      return partCount;
    },
    get faults() {
      return faults;
    },
    get longestWaitMs() {
      return longestWaitMs;
    },
    async close() {
      isClosed = true;
      await watching;
    },
  };
}

/** Delivery directives for what comes next (RFC 8216bis §6.2.5.2). */
function nextQuery(playlist: string): string {
  const first = Number(/^#EXT-X-MEDIA-SEQUENCE:(\d+)/m.exec(playlist)?.[1] ?? 0);
  const lines = playlist.split('\n');
  const completeCount = lines.filter((line) => line.startsWith('#EXTINF:')).length;
  const open = lines.slice(lines.findLastIndex((line) => line.startsWith('#EXTINF:')) + 1);
  const openPartCount = open.filter((line) => line.startsWith('#EXT-X-PART:')).length;
  return `_HLS_msn=${first + completeCount}&_HLS_part=${openPartCount}`;
}
