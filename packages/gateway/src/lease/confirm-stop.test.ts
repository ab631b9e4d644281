import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createStreamingRun } from '../testing/streaming-run.js';
import { confirmStop } from './confirm-stop.js';

describe('confirmStop', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(() => mock.restoreAll());

  /** @param streamsUntilMs how long after STOP the camera goes on */
  async function confirm(
    streamsUntilMs: number,
    { signal = new AbortController().signal, everyMs = 1 } = {},
  ) {
    const log: string[] = [];
    await confirmStop({
      run: createStreamingRun({
        nowMs: () => nowMs,
        streamsUntilMs,
        everyMs,
        onClosed: () => log.push(`closed after ${nowMs}`),
      }),
      stopAgain: async () => {
        log.push(`STOP after ${nowMs}`);
      },
      onIgnored: () => log.push('ignored'),
      signal,
      wait: async (ms) => {
        nowMs += ms;
        signal.throwIfAborted();
      },
    });
    return log;
  }

  it('listens on for two seconds after a camera that has stopped', async () => {
    assert.deepEqual(await confirm(0), ['closed after 2000']);
  });

  it('does not take for streaming what was on its way when STOP arrived', async () => {
    assert.deepEqual(await confirm(300), ['closed after 2000']);
  });

  it('says STOP again while bytes come', async () => {
    assert.deepEqual(await confirm(1000), ['STOP after 500', 'STOP after 1000', 'closed after 2000']);
  });

  it('hears a camera that sends two pictures a second', async () => {
    const log = await confirm(Number.POSITIVE_INFINITY, { everyMs: 500 });
    assert.deepEqual(log.slice(-2), ['ignored', 'closed after 2000']);
    assert.ok(log.filter((line) => line.startsWith('STOP')).length >= 3);
  });

  it('warns of a camera that streams on', async () => {
    const log = await confirm(Number.POSITIVE_INFINITY);
    assert.deepEqual(log.slice(-2), ['ignored', 'closed after 2000']);
    assert.equal(log.filter((line) => line.startsWith('STOP')).length, 4);
  });

  it('closes the run at once when it has to go', async () => {
    const going = new AbortController();
    going.abort();
    assert.deepEqual(await confirm(Number.POSITIVE_INFINITY, { signal: going.signal }), ['closed after 500']);
  });
});
