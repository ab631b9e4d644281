/** What ffmpeg and ffprobe make of a recording: whatever they complain of, and what they count. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Vod } from './read-vod.js';

const run = promisify(execFile);

/** Decodes all of a file or URL. @returns what ffmpeg complains of; empty for sound media */
export async function complaintsOf(source: string): Promise<string> {
  const { stderr } = await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', source, '-f', 'null', '-']);
  return stderr;
}

export type Counted = { complaints: string; pictureCount: number; durationSeconds: number };

export async function probe(source: string): Promise<Counted> {
  const entries = ['-show_entries', 'stream=nb_read_packets:format=duration', '-of', 'json'];
  const args = ['-v', 'error', '-count_packets', '-select_streams', 'v:0', ...entries, source];
  const { stdout, stderr } = await run('ffprobe', args);
  const { streams, format } = JSON.parse(stdout) as {
    streams: { nb_read_packets: string }[];
    format: { duration: string };
  };
  return {
    complaints: stderr,
    pictureCount: Number(streams[0]?.nb_read_packets),
    durationSeconds: Number(format.duration),
  };
}

/**
 * Decodes each run by itself: its init segment and its segments, one behind the other. What ffmpeg's HLS client cannot do:
 * its MP4 reader skips every `moov` but the first, and so reads each run with the parameters of the first one.
 */
export async function complaintsOfRuns({ runs }: Vod, hlsUrl: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'runs-'));
  try {
    return await Promise.all(
      runs.map(async ({ init, segments }, number) => {
        const pieces = await Promise.all(
          segments.map(async ({ uri }) =>
            Buffer.from(await (await fetch(new URL(uri, hlsUrl))).arrayBuffer()),
          ),
        );
        const file = join(folder, `${number}.mp4`);
        await writeFile(file, Buffer.concat([init, ...pieces]));
        return complaintsOf(file);
      }),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
