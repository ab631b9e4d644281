import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playClock } from '../testing/played-clock.js';
import { type LiveSource, pumpLive } from './live-pump.js';
import type { LiveBytes, LiveSink, LiveSinkEvents } from './live-sink.js';

const sessionEnd = new Error('the session has ended');

/** A source that the test fills and a sink that it drains; what happens to them is in `log`. */
function createPump({
  left = new AbortController(),
  ended = new AbortController(),
  refusal = undefined as Error | undefined,
} = {}) {
  const log: string[] = [];
  let events: LiveSinkEvents | undefined;
  let onNews = (): void => {};
  let settle: { resolve(): void; reject(error: Error): void };
  let held: { drainedAtMs(): number } | undefined;
  const waiting: LiveBytes[] = [];
  const state = { hasEnded: false, hasRoom: true };
  const source: LiveSource = {
    open(listener) {
      log.push('opened');
      onNews = listener;
      return new Promise((resolve, reject) => {
        settle = { resolve, reject };
      });
    },
    take: () => waiting.splice(0),
    get hasEnded() {
      return state.hasEnded;
    },
    close() {
      log.push('closed');
      settle?.resolve();
    },
  };
  const sink: LiveSink = {
    attach(attached) {
      log.push('attached');
      events = attached;
    },
    write(pieces) {
      log.push(pieces.map((bytes) => Buffer.from(bytes).toString()).join('+'));
      return state.hasRoom;
    },
    end: (reason) => log.push(reason === undefined ? 'end' : `end: ${(reason as Error).message}`),
    cut: () => log.push('cut'),
  };
  const owner = {
    ended: ended.signal,
    hold(response: { drainedAtMs(): number }) {
      if (refusal) throw refusal;
      held = response;
      return () => {
        held = undefined;
        log.push('released');
      };
    },
  };
  const starting = pumpLive({ owner, source, sink, left: left.signal });
  return {
    log,
    left,
    ended,
    state,
    starting,
    open: () => settle.resolve(),
    fail: (error: Error) => settle.reject(error),
    give(...texts: string[]) {
      waiting.push(...texts.map((text) => Buffer.from(text)));
      onNews();
    },
    finish() {
      state.hasEnded = true;
      onNews();
    },
    drain: () => events!.onDrained(),
    closed: () => events!.onClosed(),
    drainedAtMs: () => held?.drainedAtMs(),
  };
}

/** One whose sink takes bytes; the log begins behind that. */
async function begin() {
  const pump = createPump();
  pump.open();
  await pump.starting;
  pump.drain();
  assert.deepEqual(pump.log.splice(0), ['opened', 'attached']);
  return pump;
}

describe('pumpLive', () => {
  const { pass } = playClock();

  it('begins when there is something to send and the sink takes it', async () => {
    const { open, starting, give, drain, log } = createPump();
    give('one');
    open();
    await starting;
    give('two');
    assert.deepEqual(log, ['opened', 'attached']);
    drain();
    assert.deepEqual(log.slice(2), ['one+two']);
  });

  it('hands on what comes at once, and leaves it to the source while the sink is full', async () => {
    const { state, give, drain, log } = await begin();
    give('one');
    state.hasRoom = false;
    give('two', 'three');
    give('four');
    give('five');
    assert.deepEqual(log, ['one', 'two+three']);
    drain();
    assert.deepEqual(log.slice(2), ['four+five']);
    drain();
    drain();
    assert.equal(log.length, 3);
  });

  it('gives signs of life while it waits for bytes, and none while its sink is full', async () => {
    const { state, open, starting, give, drain, drainedAtMs } = createPump();
    await pass(1000);
    assert.equal(drainedAtMs(), 1000);
    open();
    await starting;
    await pass(500);
    assert.equal(drainedAtMs(), 1000);
    drain();
    await pass(500);
    assert.equal(drainedAtMs(), 2000);
    state.hasRoom = false;
    give('one');
    await pass(300);
    assert.equal(drainedAtMs(), 2000);
    drain();
    assert.equal(drainedAtMs(), 2300);
  });

  it('ends with the session, and says why', async () => {
    const { ended, closed, give, drainedAtMs, log } = await begin();
    ended.abort(sessionEnd);
    assert.deepEqual(log, ['released', 'closed', 'end: the session has ended']);
    assert.equal(drainedAtMs(), undefined);
    closed();
    give('late');
    await pass(2000);
    assert.equal(log.length, 3);
  });

  it('lets a reader who is slow read to the end, and cuts off one that is stuck', async () => {
    for (const isStuck of [false, true]) {
      const { state, give, ended, closed, drain, log } = await begin();
      state.hasRoom = false;
      give('one');
      ended.abort(sessionEnd);
      await pass(900);
      drain();
      if (!isStuck) closed();
      await pass(1000);
      const end = ['one', 'released', 'closed', 'end: the session has ended'];
      assert.deepEqual(log, isStuck ? [...end, 'cut'] : end);
    }
  });

  it('ends when its reader leaves', async () => {
    const { closed, give, ended, log } = await begin();
    closed();
    closed();
    give('late');
    ended.abort(sessionEnd);
    await pass(2000);
    assert.deepEqual(log, ['released', 'closed']);
  });

  it('ends behind the last of the source, however late it is taken', async () => {
    const quick = await begin();
    quick.give('one');
    quick.finish();
    assert.deepEqual(quick.log, ['one', 'released', 'closed', 'end']);

    const slow = await begin();
    slow.state.hasRoom = false;
    slow.give('one');
    slow.give('two');
    slow.finish();
    assert.deepEqual(slow.log, ['one']);
    slow.state.hasRoom = true;
    slow.drain();
    assert.deepEqual(slow.log.slice(1), ['two', 'released', 'closed', 'end']);
  });

  it('fails when it cannot begin, and holds nothing then', async () => {
    const broken = createPump();
    broken.fail(new Error('no picture'));
    await assert.rejects(broken.starting, /no picture/);
    assert.deepEqual(broken.log, ['opened', 'released', 'closed']);

    for (const [signal, reason] of [
      ['ended', sessionEnd],
      ['left', new Error('gone')],
    ] as const) {
      const orphan = createPump();
      orphan[signal].abort(reason);
      await assert.rejects(orphan.starting, reason);
      assert.deepEqual(orphan.log, ['opened', 'released', 'closed']);
    }
  });

  it('opens nothing, and lets its source go, for a session that has too many answers open', async () => {
    const refused = createPump({ refusal: new Error('too many') });
    await assert.rejects(refused.starting, /too many/);
    assert.deepEqual(refused.log, ['closed']);
  });

  it('opens nothing when the client has left, or the session has ended, before', async () => {
    const left = new AbortController();
    left.abort(new Error('gone'));
    const early = createPump({ left });
    await assert.rejects(early.starting, /gone/);
    assert.deepEqual(early.log, ['released', 'closed']);
    const ended = new AbortController();
    ended.abort(sessionEnd);
    await assert.rejects(createPump({ ended }).starting, sessionEnd);
  });
});
