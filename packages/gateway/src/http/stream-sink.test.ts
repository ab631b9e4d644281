import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { within } from '../testing/deadline.js';
import { StreamSink } from './stream-sink.js';

const bytes = (text: string): Uint8Array<ArrayBuffer> => Buffer.from(text);

async function createSink() {
  const left = new AbortController();
  const sink = new StreamSink(left.signal);
  const log: string[] = [];
  sink.attach({ onDrained: () => log.push('drained'), onClosed: () => log.push('closed') });
  const reader = sink.body.getReader();
  // A stream begins after its constructor has returned.
  await nextTurn();
  const read = async (): Promise<string> => {
    const { done, value } = await within(reader.read(), 'bytes');
    return done ? '(end)' : Buffer.from(value).toString();
  };
  return { sink, left, log, reader, read };
}

describe('StreamSink', () => {
  it('takes bytes when its reader waits for them, and all of a write', async () => {
    const { sink, log, read } = await createSink();
    assert.deepEqual(log, []);
    const first = read();
    assert.deepEqual(log, ['drained']);
    assert.equal(sink.write([bytes('one'), bytes('two')]), false);
    assert.equal(await first, 'one');
    assert.equal(await read(), 'two');
    assert.deepEqual(log, ['drained']);
    const next = read();
    assert.deepEqual(log, ['drained', 'drained']);
    sink.write([bytes('three')]);
    assert.equal(await next, 'three');
  });

  it('takes them at once when its reader waited before', async () => {
    const sink = new StreamSink(new AbortController().signal);
    const waiting = sink.body.getReader().read();
    await nextTurn();
    const log: string[] = [];
    sink.attach({ onDrained: () => log.push('drained'), onClosed: () => {} });
    assert.deepEqual(log, ['drained']);
    sink.end();
    assert.equal((await waiting).done, true);
  });

  it('hands on the bytes themselves', async () => {
    const { sink, reader } = await createSink();
    const waiting = reader.read();
    const shared = bytes('one');
    sink.write([shared]);
    assert.equal((await waiting).value, shared);
  });

  it('ends for a reader that waits, and for others when they have read all', async () => {
    const waiting = await createSink();
    const next = waiting.read();
    waiting.sink.end();
    assert.equal(await next, '(end)');
    assert.deepEqual(waiting.log, ['drained', 'closed']);

    const slow = await createSink();
    const first = slow.read();
    slow.sink.write([bytes('one'), bytes('two')]);
    slow.sink.end();
    assert.equal(await first, 'one');
    assert.deepEqual(slow.log, ['drained']);
    assert.equal(await slow.read(), 'two');
    assert.equal(await slow.read(), '(end)');
    assert.deepEqual(slow.log, ['drained', 'closed']);
    slow.sink.cut();
  });

  it('fails for a reader that is cut off', async () => {
    const { sink, log, read } = await createSink();
    const first = read();
    sink.write([bytes('one'), bytes('two')]);
    sink.end();
    sink.cut();
    assert.equal(await first, 'one');
    await assert.rejects(read(), /did not read on/);
    assert.deepEqual(log, ['drained', 'closed']);
  });

  it('notices when its reader leaves, by either sign, and takes nothing more', async () => {
    const canceled = await createSink();
    await canceled.reader.cancel();
    canceled.left.abort();
    assert.deepEqual(canceled.log, ['closed']);
    const gone = await createSink();
    const next = gone.read();
    gone.left.abort();
    assert.equal(await next, '(end)');
    assert.deepEqual(gone.log, ['drained', 'closed']);
    for (const { sink } of [canceled, gone]) {
      assert.equal(sink.write([bytes('late')]), false);
      sink.end();
      sink.cut();
    }
  });
});
