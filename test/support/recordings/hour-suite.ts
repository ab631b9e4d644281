/**
 * An hour's recording over HTTP, right after the gateway's start: how soon a clip of it and the whole begin to come, and
 * what that reads and holds. A small picture by `npm test`, the default one by `npm run test:long`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Recording } from '@rpi-live-camera/protocol';
import { type FilmOptions, film } from '../../faults/filmed-pictures.js';
import { type GatewayProcess, startGatewayProcess } from '../gateway-process.js';
import { makeQuickRecording } from './quick-recording.js';
import { createRecordingClient } from './recording-client.js';

const cameraId = 'front-door';
const seconds = 3600;
const clipSeconds = 30;
/** Of the program, while it reads: what V8 has not collected yet, and buffers on their way. */
const maxGrowthBytes = 100_000_000;
const slowly = { everyMs: 20, forMs: 8000 };

export function describeHour(picture: FilmOptions): void {
  describe(`a recording of an hour, ${picture.size}`, { skip: process.platform !== 'linux' }, () => {
    let path: string;
    let gateway: GatewayProcess;
    let recording: Recording;
    let mp4Url: string;
    before(async () => {
      path = await mkdtemp(join(tmpdir(), 'recordings-'));
      const startedAtMs = Date.now() - 2 * seconds * 1000;
      const made = { path, cameraId, seconds, startedAtMs };
      await makeQuickRecording({ ...made, film: await film({ sound: 'tone', ...picture }) });
      gateway = await startGatewayProcess({
        config: {
          mqtt: { url: 'mqtt://127.0.0.1:1' },
          cameras: [{ id: cameraId }],
          recording: { mode: 'on-demand', path, minFreeBytes: 0 },
        },
      });
      const client = createRecordingClient(gateway.url, cameraId);
      [recording] = (await client.list()) as [Recording];
      ({ mp4Url } = await client.play(recording.id));
    });
    after(async () => {
      await gateway?.stop();
      await rm(path, { recursive: true });
    });

    const clipUrl = (fromSeconds: number): string => {
      const at = (s: number) => new Date(Date.parse(recording.startedAt) + s * 1000).toISOString();
      return `${mp4Url}?from=${at(fromSeconds)}&to=${at(fromSeconds + clipSeconds)}`;
    };

    it('gives a clip of half a minute at once, and reads nothing else for it', async (t) => {
      for (const [name, fromSeconds] of Object.entries({ 'right after the start': 1800, later: 2700 })) {
        const readBefore = readBytes(gateway.pid);
        const { firstByteMs, byteLength } = await download(clipUrl(fromSeconds));
        const read = readBytes(gateway.pid) - readBefore;
        t.diagnostic(`${name}: first byte after ${Math.round(firstByteMs)} ms, ${byteLength} bytes`);
        const share = byteLength / recording.byteLength;
        assert.ok(share < (2 * clipSeconds) / seconds, `${byteLength} bytes`);
        // The index once, and segments at both ends of which only a part is in it.
        const most = 1.5 * byteLength + 2_000_000;
        assert.ok(read < most, `${read} bytes were read for ${byteLength}`);
      }
    });

    it('gives the whole as one file, and holds none of it while a slow client takes it', async (t) => {
      const leaving = new AbortController();
      const readBefore = readBytes(gateway.pid);
      const startedMs = performance.now();
      const response = await fetch(mp4Url, { signal: leaving.signal });
      const reader = response.body!.getReader();
      await reader.read();
      t.diagnostic(`first byte after ${Math.round(performance.now() - startedMs)} ms`);
      // The tables; and some media, which are on their way already.
      const read = readBytes(gateway.pid) - readBefore;
      assert.ok(read < 20_000_000, `${read} bytes were read before the first one came`);
      const length = Number(response.headers.get('Content-Length'));
      assert.ok(Math.abs(length / recording.byteLength - 1) < 0.1, `${length} bytes`);
      const heldBefore = residentBytes(gateway.pid);
      let held = 0;
      for (const untilMs = performance.now() + slowly.forMs; performance.now() < untilMs; ) {
        await reader.read();
        await delay(slowly.everyMs);
        held = Math.max(held, residentBytes(gateway.pid) - heldBefore);
      }
      t.diagnostic(`resident memory grew by ${(held / 1e6).toFixed(0)} MB at most`);
      assert.ok(held < maxGrowthBytes, `${held} bytes more`);
      leaving.abort();
    });

    it('is gone at once when it is deleted, also for who is downloading it', async () => {
      const response = await fetch(mp4Url);
      const reader = response.body!.getReader();
      let receivedBytes = (await reader.read()).value!.length;
      await createRecordingClient(gateway.url, cameraId).remove(recording.id);
      assert.deepEqual(await readdir(join(path, cameraId)), []);
      const rest = async () => {
        for (let piece = await reader.read(); !piece.done; piece = await reader.read())
          receivedBytes += piece.value.length;
      };
      await assert.rejects(rest());
      assert.ok(receivedBytes < 0.2 * recording.byteLength, `${receivedBytes} bytes were still sent`);
      assert.equal((await fetch(mp4Url)).status, 404);
    });
  });
}

async function download(url: string): Promise<{ firstByteMs: number; byteLength: number }> {
  const startedMs = performance.now();
  const response = await fetch(url);
  assert.equal(response.status, 200);
  const reader = response.body!.getReader();
  let byteLength = (await reader.read()).value!.length;
  const firstByteMs = performance.now() - startedMs;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read())
    byteLength += piece.value.length;
  assert.equal(byteLength, Number(response.headers.get('Content-Length')));
  return { firstByteMs, byteLength };
}

/** What a process has read so far, files and sockets (man 5 proc_pid_io). */
function readBytes(pid: number): number {
  return Number(/^rchar: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}
