import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLogger } from '../log/logger.js';
import { within } from '../testing/deadline.js';
import { createFakeFfmpeg } from '../testing/fake-ffmpeg.js';
import { type FfmpegProcess, startFfmpeg } from './process.js';

type Started = { child: FfmpegProcess; output(): string; firstBytes(): Promise<void> };

function start(ffmpegPath: string, args: string[] = [], input: 'none' | 'pipe' = 'none'): Started {
  let output = '';
  let onFirst = () => {};
  const firstBytes = new Promise<void>((resolve) => {
    onFirst = resolve;
  });
  const child = startFfmpeg({
    ffmpegPath,
    args,
    input,
    logger: silentLogger,
    onBytes: (bytes) => {
      output += bytes.toString('latin1');
      onFirst();
    },
  });
  return { child, output: () => output, firstBytes: () => within(firstBytes, 'the first bytes') };
}

async function startFake(script: string, input: 'none' | 'pipe' = 'none'): Promise<Started> {
  const fake = await createFakeFfmpeg(script);
  const started = start(fake.path, [], input);
  void started.child.ended.then(fake.remove);
  return started;
}

const isGone = (pid: number) => {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
};

describe('startFfmpeg', () => {
  it('hands over everything that is written, before it says that it ended', async () => {
    const { child, output } = start('ffmpeg', [
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      'testsrc=d=1:s=64x64',
      '-f',
      'rawvideo',
      'pipe:1',
    ]);
    assert.deepEqual(await within(child.ended, 'the end'), {
      reason: 'exited',
      exitCode: 0,
      message: 'ffmpeg ended with code 0',
    });
    assert.equal(output().length, 64 * 64 * 3 * 25);
  });

  it('ends with what ffmpeg said last, without its secrets', async () => {
    const url = 'srt://127.0.0.1:1?mode=caller&passphrase=averysecretword&connect_timeout=100';
    const { child } = start('ffmpeg', [
      '-hide_banner',
      '-v',
      'error',
      '-f',
      'data',
      '-i',
      url,
      '-f',
      'data',
      '-',
    ]);
    const end = await within(child.ended, 'the end');
    assert.equal(end.reason, 'exited');
    const message = end.reason === 'exited' ? end.message : '';
    assert.match(message, /^ffmpeg ended with code 1: .*passphrase=…/);
    assert.doesNotMatch(message, /averysecretword/);
  });

  it('bounds what it keeps of a chatterbox', async () => {
    const { child } = await startFake(
      'i=0; while [ $i -lt 2000 ]; do echo "line $i" >&2; i=$((i+1)); done; head -c 100000 /dev/zero | tr "\\0" x >&2; exit 3',
    );
    const end = await within(child.ended, 'the end');
    assert.ok(end.reason === 'exited' && end.exitCode === 3);
    assert.ok(end.message.length < 8 * 500 + 600);
    assert.match(end.message, /line 1999/);
    assert.doesNotMatch(end.message, /line 1990/);
  });

  it('says what to do when there is no such program', async () => {
    const { child } = start('/nowhere/ffmpeg');
    const end = await within(child.ended, 'the end');
    assert.equal(child.pid, undefined);
    assert.match(
      end.reason === 'exited' ? end.message : '',
      /was not found as "\/nowhere\/ffmpeg"\. Install it/,
    );
    await child.close();
  });

  it('reports that we ended it, however often it is closed, and leaves nothing running', async () => {
    const { child, firstBytes } = await startFake('echo ready; exec sleep 600');
    await firstBytes();
    await within(Promise.all([child.close(), child.close()]), 'the close');
    assert.deepEqual(await child.ended, { reason: 'closed' });
    assert.ok(isGone(child.pid!));
  });

  it('ends one with force that does not listen', async () => {
    const { child, firstBytes } = await startFake('trap "" TERM; echo ready; while :; do sleep 0.05; done');
    await firstBytes();
    await within(child.close(), 'the close');
    assert.ok(isGone(child.pid!));
  });

  it('hands nothing over after close', async () => {
    const { child, output, firstBytes } = await startFake('trap "" TERM; while :; do echo more; done');
    await firstBytes();
    const closing = child.close();
    const before = output();
    await within(closing, 'the close');
    assert.equal(output(), before);
  });

  it('hands it what is written, and says how much it has not taken', async () => {
    const { child, output, firstBytes } = await startFake('exec cat', 'pipe');
    child.write(Buffer.from('in and out'));
    await firstBytes();
    assert.equal(output(), 'in and out');
    assert.equal(child.queuedBytes, 0);
    await within(child.close(), 'the close');
    const stuck = await startFake('echo ready; exec sleep 600', 'pipe');
    await stuck.firstBytes();
    const written = Buffer.alloc(1024 * 1024);
    for (let count = 0; count < 4; count++) stuck.child.write(written);
    assert.ok(stuck.child.queuedBytes > 2 * written.length);
    await within(stuck.child.close(), 'the close');
  });

  it('ends one that waits for input by ending that', async () => {
    const fake = await createFakeFfmpeg('trap "" TERM; echo ready; cat; echo finished >&2');
    const said: unknown[] = [];
    let onFirst = () => {};
    const firstBytes = new Promise<void>((resolve) => {
      onFirst = resolve;
    });
    const child = startFfmpeg({
      ffmpegPath: fake.path,
      args: [],
      input: 'pipe',
      onBytes: () => onFirst(),
      logger: { ...silentLogger, debug: ({ line }) => said.push(line) },
    });
    await within(firstBytes, 'the first bytes');
    await within(child.close(), 'the close');
    assert.deepEqual(said, ['finished']);
    await fake.remove();
  });

  it('survives what is written to one that has ended, or closed its input', async () => {
    const { child } = await startFake('exec <&-; echo deaf; sleep 0.1; exit 4', 'pipe');
    for (let count = 0; count < 4; count++) child.write(Buffer.alloc(1024 * 1024));
    const end = await within(child.ended, 'the end');
    assert.equal(end.reason === 'exited' && end.exitCode, 4);
    child.write(Buffer.from('too late'));
    assert.equal(start('/nowhere/ffmpeg', [], 'pipe').child.write(Buffer.from('x')), undefined);
  });

  it('keeps the first reason: an end by itself stays one after close', async () => {
    const { child } = await startFake('exit 7');
    const end = await within(child.ended, 'the end');
    await child.close();
    assert.deepEqual([end, await child.ended], [end, end]);
    assert.equal(end.reason === 'exited' && end.exitCode, 7);
  });
});
