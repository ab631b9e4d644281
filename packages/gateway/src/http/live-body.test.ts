import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { within } from '../testing/deadline.js';
import { playClock } from '../testing/played-clock.js';
import { openLiveBody } from './live-body.js';

const sessionEnd = new Error('the session has ended');
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text));

/** A body whose bytes are handed over by `give`; what happens to it is in `log`. */
function createBody({ left = new AbortController(), ended = new AbortController() } = {}) {
  const log: string[] = [];
  let answer: { resolve(value: Uint8Array<ArrayBuffer> | undefined): void; reject(error: Error): void };
  let held: { drainedAtMs(): number } | undefined;
  const opening = openLiveBody({
    owner: {
      ended: ended.signal,
      hold: (response) => {
        held = response;
        return () => {
          held = undefined;
          log.push('released');
        };
      },
    },
    left: left.signal,
    read: (signal) =>
      new Promise((resolve, reject) => {
        log.push('asked');
        answer = { resolve, reject };
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    cut: () => log.push('cut'),
    onEnd: () => log.push('ended'),
  });
  return {
    log,
    left,
    ended,
    opening,
    give: (text: string | undefined) => answer.resolve(text === undefined ? undefined : bytes(text)),
    fail: (error: Error) => answer.reject(error),
    drainedAtMs: () => held?.drainedAtMs(),
  };
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const { done, value } = await within(reader.read(), 'bytes');
  return done ? '(end)' : Buffer.from(value).toString();
}

describe('openLiveBody', () => {
  const { pass, settle } = playClock();

  async function begin() {
    const body = createBody();
    body.give('one');
    return { ...body, reader: (await body.opening).getReader() };
  }

  it('asks for more only when all was taken', async () => {
    const { reader, log, give } = await begin();
    await settle();
    assert.deepEqual(log, ['asked']);
    assert.equal(await read(reader), 'one');
    await settle();
    assert.deepEqual(log, ['asked']);
    const next = reader.read();
    await settle();
    assert.deepEqual(log, ['asked', 'asked']);
    give('two');
    assert.equal(Buffer.from((await next).value!).toString(), 'two');
    await settle();
    assert.deepEqual(log, ['asked', 'asked']);
  });

  it('gives signs of life while it waits for its first bytes or for more, and none while its reader is stuck', async () => {
    const body = createBody();
    await pass(1000);
    assert.equal(body.drainedAtMs(), 1000);
    body.give('one');
    const reader = (await body.opening).getReader();
    await pass(500);
    assert.equal(body.drainedAtMs(), 1000);
    await read(reader);
    const next = read(reader);
    await pass(500);
    assert.equal(body.drainedAtMs(), 2000);
    body.give('two');
    await next;
    await pass(300);
    assert.equal(body.drainedAtMs(), 2000);
  });

  it('ends when the session ends, cleanly for a reader that waits', async () => {
    const { reader, log, ended, drainedAtMs } = await begin();
    await read(reader);
    const next = read(reader);
    await settle();
    ended.abort(sessionEnd);
    assert.equal(await next, '(end)');
    assert.equal(drainedAtMs(), undefined);
    await pass(2000);
    assert.deepEqual(log, ['asked', 'asked', 'released', 'ended']);
  });

  it('lets a reader who is slow read to the end', async () => {
    const { reader, log, ended } = await begin();
    ended.abort(sessionEnd);
    await pass(900);
    assert.equal(await read(reader), '(end)');
    await pass(1000);
    assert.deepEqual(log, ['asked', 'released', 'ended']);
  });

  it('cuts off one that is stuck', async () => {
    const { log, ended } = await begin();
    ended.abort(sessionEnd);
    await pass(1000);
    assert.deepEqual(log, ['asked', 'released', 'ended', 'cut']);
  });

  it('ends when its reader leaves, by either sign', async () => {
    const canceled = await begin();
    await canceled.reader.cancel();
    assert.deepEqual(canceled.log, ['asked', 'released', 'ended']);
    canceled.left.abort();
    canceled.ended.abort(sessionEnd);
    await pass(2000);
    assert.deepEqual(canceled.log, ['asked', 'released', 'ended']);

    const gone = await begin();
    gone.left.abort();
    assert.deepEqual(gone.log, ['asked', 'released', 'ended']);
  });

  it('ends when there is nothing more, or no way on', async () => {
    for (const finish of ['give', 'fail'] as const) {
      const body = await begin();
      await read(body.reader);
      const next = read(body.reader);
      await settle();
      if (finish === 'give') body.give(undefined);
      else body.fail(new Error('broken'));
      assert.equal(await next, '(end)');
      assert.deepEqual(body.log, ['asked', 'asked', 'released', 'ended']);
    }
  });

  it('fails when it cannot begin, and holds nothing then', async () => {
    const broken = createBody();
    const rejected = assert.rejects(broken.opening, /no picture/);
    broken.fail(new Error('no picture'));
    await rejected;
    assert.deepEqual(broken.log, ['asked', 'released', 'ended']);

    const orphan = createBody();
    const ended = assert.rejects(orphan.opening, sessionEnd);
    orphan.ended.abort(sessionEnd);
    await ended;
    assert.deepEqual(orphan.log, ['asked', 'released', 'ended']);
  });

  it('asks for nothing when the client has left, or the session has ended, before', async () => {
    const left = new AbortController();
    left.abort(new Error('gone'));
    const early = createBody({ left });
    await assert.rejects(early.opening, /gone/);
    assert.deepEqual(early.log, ['released', 'ended']);
    const ended = new AbortController();
    ended.abort(sessionEnd);
    await assert.rejects(createBody({ ended }).opening, sessionEnd);
  });
});
