import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFragments } from '../testing/fragment-reader.js';
import { createFixtureRun, createFixtureStream } from '../testing/live-stream-fixture.js';
import { picture } from '../testing/synthetic-camera.js';
import { createFragmentBody } from './fragment-body.js';

function createFixture() {
  const stream = createFixtureStream();
  const run = createFixtureRun(stream);
  const ending = new AbortController();
  let pullCount = 0;
  const open = () =>
    createFragmentBody({ feed: stream.feed, ended: ending.signal, onPull: () => pullCount++ }).getReader();
  return { stream, run, ending, open, pulls: () => pullCount };
}

const times = (bytes: Uint8Array): number[] =>
  readFragments(Buffer.from(bytes)).flatMap(({ tracks }) => tracks.map(({ decodeTicks }) => decodeTicks));

describe('createFragmentBody', () => {
  it('begins with init segment and newest keyframe, and goes on with each fragment', async () => {
    const { run, open } = createFixture();
    run.push(40);
    const reader = open();
    const first = (await reader.read()).value!;
    assert.equal(Buffer.from(first).toString('latin1', 4, 8), 'ftyp');
    const initBytes = Buffer.from(first).indexOf('prft') - 4;
    const start = times(first.subarray(initBytes));
    assert.equal(start.length, 10);
    run.push(2);
    assert.deepEqual(times((await reader.read()).value!), [start[0]! + 30_000]);
    assert.deepEqual(times((await reader.read()).value!), [start[0]! + 33_000]);
  });

  it('shares the bytes of a fragment with all', async () => {
    const { run, open } = createFixture();
    run.push(1);
    const readers = [open(), open()];
    for (const reader of readers) await reader.read();
    run.push(1);
    const [one, other] = await Promise.all(readers.map(async (reader) => (await reader.read()).value!));
    assert.equal(one, other);
  });

  it('ends with the run, and another one begins with the next', async () => {
    const { stream, run, open } = createFixture();
    run.push(5);
    const reader = open();
    await reader.read();
    run.sink.end();
    assert.equal((await reader.read()).done, true);
    const next = open();
    createFixtureRun(stream).push(1);
    assert.equal(Buffer.from((await next.read()).value!).toString('latin1', 4, 8), 'ftyp');
  });

  it('waits for a first keyframe where none has come', async () => {
    const { run, open } = createFixture();
    const reader = open();
    run.push(1);
    assert.equal((await reader.read()).done, false);
  });

  it('ends with the session, and lets the feed go', async () => {
    const { run, ending, open } = createFixture();
    run.push(1);
    const reader = open();
    await reader.read();
    ending.abort();
    assert.equal((await reader.read()).done, true);
    run.push(30);
  });

  it('lets the feed go when the viewer leaves', async () => {
    const { run, ending, open } = createFixture();
    run.push(1);
    await open().cancel();
    run.push(30);
    ending.abort();
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
    write(1, 75);
    const queued: number[] = [];
    for (let count = 0; count < 21; count++) queued.push(...times((await reader.read()).value!).slice(-1));
    assert.deepEqual(
      queued.slice(1).map((ticks, index) => ticks - queued[index]!),
      Array<number>(20).fill(3000),
    );
    write(75, 91);
    const after = times((await reader.read()).value!)[0]!;
    assert.equal((after - queued[0]!) / 3000, 90);
  });

  it('tells when the viewer takes something', async () => {
    const { run, open, pulls } = createFixture();
    run.push(1);
    const reader = open();
    await reader.read();
    const before = pulls();
    run.push(1);
    await reader.read();
    assert.ok(pulls() > before);
  });
});
