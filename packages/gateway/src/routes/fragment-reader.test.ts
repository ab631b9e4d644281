import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LiveBytes } from '../http/live-sink.js';
import type { LiveStream } from '../store/live-stream.js';
import { within } from '../testing/deadline.js';
import { readFragments } from '../testing/fragment-reader.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { picture } from '../testing/synthetic-camera.js';
import { FragmentReader } from './fragment-reader.js';

function createFixture() {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream);
  return { stream, run, open: () => openReader(stream) };
}

function openReader(stream: LiveStream) {
  const reader = new FragmentReader(stream.feed);
  let onNews: () => void = () => {};
  const opening = reader.open(() => onNews());
  /** The pieces that wait; waits for some. None at the end. */
  async function take(): Promise<readonly LiveBytes[]> {
    await within(opening, 'the first fragment');
    const pieces = reader.take();
    if (pieces.length > 0 || reader.hasEnded) return pieces;
    const news = new Promise<void>((resolve) => {
      onNews = resolve;
    });
    await within(news, 'a fragment or the end');
    return reader.take();
  }
  async function read(): Promise<Buffer | undefined> {
    const pieces = await take();
    return pieces.length > 0 ? Buffer.concat(pieces) : undefined;
  }
  return { take, read, close: () => reader.close() };
}

const times = (bytes: Uint8Array): number[] =>
  readFragments(Buffer.from(bytes)).flatMap(({ tracks }) => tracks.map(({ decodeTicks }) => decodeTicks));
/** Without the init segment in front. */
const mediaOf = (bytes: Uint8Array): Uint8Array => bytes.subarray(Buffer.from(bytes).indexOf('prft') - 4);
const typeOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes!).toString('latin1', 4, 8);

describe('FragmentReader', () => {
  it('begins with init segment and newest keyframe, and goes on with each fragment', async () => {
    const { run, open } = createFixture();
    run.push(40);
    const reader = open();
    const first = (await reader.read())!;
    assert.equal(typeOf(first), 'ftyp');
    const start = times(mediaOf(first));
    assert.equal(start.length, 10);
    const next = reader.read();
    run.push(1);
    assert.deepEqual(times((await next)!), [start[0]! + 30_000]);
    run.push(2);
    assert.deepEqual(times((await reader.read())!), [start[0]! + 33_000, start[0]! + 36_000]);
  });

  it('shares the bytes with all, also those that waited for it', async () => {
    const { run, open } = createFixture();
    run.push(3);
    const readers = [open(), open()];
    for (const count of [2 + 3, 1, 4]) {
      const [one, other] = await Promise.all(readers.map((reader) => reader.take()));
      assert.equal(one!.length, count);
      for (const [index, bytes] of one!.entries()) assert.equal(bytes, other![index]);
      run.push(count === 1 ? 4 : 1);
    }
  });

  it('ends with the run, and another one begins with the next', async () => {
    const { stream, run, open } = createFixture();
    run.push(5);
    const reader = open();
    await reader.read();
    run.sink.end();
    assert.equal(await reader.read(), undefined);
    const next = open();
    createFixtureRun(stream).push(1);
    assert.equal(typeOf(await next.read()), 'ftyp');
  });

  it('gives what was made before the end', async () => {
    const { run, open } = createFixture();
    run.push(5);
    const reader = open();
    await reader.read();
    run.push(1);
    run.sink.end();
    assert.equal(times((await reader.read())!).length, 1);
    assert.equal(await reader.read(), undefined);
  });

  it('waits for a first keyframe where none has come', async () => {
    const { run, open } = createFixture();
    const first = open().read();
    run.push(1);
    assert.equal(typeOf(await first), 'ftyp');
  });

  it('ends when nobody wants it any more, before its first fragment and while it waits', async () => {
    const { run, open } = createFixture();
    const early = open();
    const first = early.read();
    early.close();
    assert.equal(await first, undefined);
    run.push(1);
    const reader = open();
    await reader.read();
    const waiting = reader.read();
    reader.close();
    assert.equal(await waiting, undefined);
    run.push(30);
    assert.equal(await reader.read(), undefined);
    assert.equal(await open().read().then(typeOf), 'ftyp');
  });

  it('takes nothing more once it is closed', async () => {
    const { run, open } = createFixture();
    run.push(1);
    const reader = open();
    reader.close();
    run.push(30);
    assert.equal(await reader.read(), undefined);
  });

  it('skips to a keyframe for a viewer that does not keep up, within a bounded queue', async () => {
    const { stream, open } = createFixture();
    const sink = stream.beginRun({ arrivalDelayMs: 0 });
    const write = (from: number, to: number): void => {
      for (let index = from; index < to; index++)
        sink.write(picture({ dtsTicks: index * 3000, isKeyframe: index % 30 === 0, byteLength: 50_000 }));
    };
    write(0, 1);
    const reader = open();
    const first = times(mediaOf((await reader.read())!))[0]!;
    write(1, 75);
    const queued = (await reader.read())!;
    assert.ok(queued.length < 1.1 * 1024 * 1024);
    assert.deepEqual(
      times(queued),
      Array.from({ length: 21 }, (_, index) => first + (index + 1) * 3000),
    );
    write(75, 92);
    assert.deepEqual(times((await reader.read())!), [first + 90 * 3000, first + 91 * 3000]);
  });
});
