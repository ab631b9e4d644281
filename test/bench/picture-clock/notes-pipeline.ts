/**
 * The pipeline that people glue together, as a system to compare with: ffmpeg turns MPEG-TS over UDP into HLS files of two
 * seconds, five in a list, a static server hands them out, hls.js plays them as it comes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { until } from '../../support/deadline.js';
import { freeUdpPort } from '../../support/free-port.js';

export type NotesPipeline = {
  /** Where the camera pushes to. */
  ingestUrl: string;
  /** URL of the playlist, when it is there. */
  playlist(signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
};

export async function startNotesPipeline(): Promise<NotesPipeline> {
  const directory = await mkdtemp(join(tmpdir(), 'notes-'));
  const port = await freeUdpPort();
  const input = ['-f', 'mpegts', '-timeout', '5000000', '-i', `udp://127.0.0.1:${port}`];
  const hls = ['-f', 'hls', '-hls_time', '2', '-hls_list_size', '5', '-hls_flags', 'delete_segments'];
  const names = ['-hls_segment_filename', join(directory, 'stream_%03d.ts'), join(directory, 'stream.m3u8')];
  const ffmpeg = spawn(
    'ffmpeg',
    ['-nostdin', '-loglevel', 'error', ...input, '-c', 'copy', ...hls, ...names],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  const server = createServer(async (request, response) => {
    const bytes = await readFile(join(directory, basename(request.url ?? ''))).catch(() => undefined);
    response.writeHead(bytes ? 200 : 404, {
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-cache',
    });
    response.end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ingestUrl: `udp://127.0.0.1:${port}?pkt_size=1316`,
    async playlist(signal) {
      const isThere = () => signal.aborted || existsSync(join(directory, 'stream.m3u8'));
      await until(isThere, { what: 'the playlist', withinMs: 30_000 });
      signal.throwIfAborted();
      return `${origin}/stream.m3u8`;
    },
    async close() {
      ffmpeg.kill('SIGKILL');
      server.close();
      server.closeAllConnections();
      await once(ffmpeg, 'exit');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
