import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemClock } from '../clock/clock.js';
import { silentLogger } from '../log/logger.js';
import { runCapture, testBoard } from '../testing/capture-run.js';
import { createFileCapture } from './file-capture.js';

const folder = mkdtempSync(join(tmpdir(), 'file-capture-'));
after(() => rmSync(folder, { recursive: true }));

function makeVideo(name: string, { sound, codec }: { sound: string[]; codec: string[] }): string {
  const file = join(folder, name);
  const input = ['-f', 'lavfi', '-i', 'testsrc2=s=320x240:r=25', '-f', 'lavfi', '-i', 'sine=r=48000'];
  const args = [...input, '-t', '2.1', '-map', '0:v', ...codec, '-pix_fmt', 'yuv420p', ...sound, file];
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-nostdin', ...args]);
  assert.equal(status, 0, String(stderr));
  return file;
}

const captureOf = (file: string) =>
  createFileCapture({
    ffmpegPath: 'ffmpeg',
    clock: systemClock,
    logger: silentLogger,
    file,
    sound: 'as in the file',
    encoder: 'software',
    board: testBoard,
    options: [],
  });

const failureOf = async (file: string) => {
  const end = await (await runCapture(captureOf(file))).end(8000);
  assert.ok(end.reason === 'failed');
  return end.failure;
};

describe('a file', () => {
  it('goes on over its end as it is, at its own pace, in time that never goes back', async () => {
    const codec = ['-c:v', 'libx264', '-bf', '0', '-g', '25', '-preset', 'ultrafast'];
    const run = await runCapture(
      captureOf(makeVideo('plain.mp4', { codec, sound: ['-map', '1:a', '-c:a', 'aac'] })),
    );
    const startedAtMs = performance.now();
    await run.pictures(25 * 5);
    const tookMs = performance.now() - startedAtMs;
    assert.ok(tookMs > 4000, `5 s of video left within ${tookMs} ms`);
    assert.deepEqual(await run.stop(), { reason: 'stopped' });
    const { streams, packets } = run.received();
    assert.deepEqual(streams.map(({ codec_name }) => codec_name).sort(), ['aac', 'h264']);
    for (const kind of ['video', 'audio']) {
      const times = packets
        .filter(({ codec_type }) => codec_type === kind)
        .map(({ dts_time }) => Number(dts_time));
      const steps = times.slice(1).map((time, index) => time - times[index]!);
      assert.ok(Math.min(...steps) > 0, `${kind} went back by ${Math.min(...steps)} s`);
      assert.ok(Math.max(...steps) < 0.2, `${kind} stood still for ${Math.max(...steps)} s`);
    }
    assert.equal(streams.find(({ codec_type }) => codec_type === 'video')?.width, 320, 'it was passed on');
  });

  it('is encoded when it has B-frames, and so is sound that is no AAC', async () => {
    const codec = ['-c:v', 'libx264', '-bf', '2', '-preset', 'veryfast'];
    const sound = ['-map', '1:a', '-c:a', 'pcm_s16le'];
    const run = await runCapture(captureOf(makeVideo('bframes.mkv', { codec, sound })));
    await run.pictures(60);
    await run.stop();
    const { streams, packets } = run.received();
    const video = streams.find(({ codec_type }) => codec_type === 'video');
    assert.deepEqual([video?.codec_name, video?.has_b_frames, video?.width], ['h264', 0, 320]);
    assert.ok(streams.some(({ codec_name }) => codec_name === 'aac'));
    const keyframes = packets.filter(
      ({ codec_type, flags }) => codec_type === 'video' && flags.includes('K'),
    );
    assert.ok(keyframes.length >= 2, 'a keyframe a second');
  });

  it('that is missing, unreadable or without picture says so', async () => {
    assert.match((await failureOf(join(folder, 'none.mp4'))).message, /cannot be opened \(ENOENT\)/);
    assert.match((await failureOf(folder)).message, /is not a file/);
    const text = join(folder, 'text.mp4');
    writeFileSync(text, 'no video');
    assert.deepEqual((await failureOf(text)).code, 'camera_unsupported');
    const sound = join(folder, 'sound.m4a');
    spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine', '-t', '1', sound]);
    assert.match((await failureOf(sound)).message, /has no picture in it/);
  });
});
