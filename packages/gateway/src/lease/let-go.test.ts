import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { createStreamingRun } from '../testing/streaming-run.js';
import { letGo } from './let-go.js';

describe('letGo', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 0;
    mock.method(performance, 'now', () => nowMs);
  });
  afterEach(() => mock.restoreAll());

  /** @param streamsUntilMs how long after STOP the camera goes on @returns when its run was closed */
  async function closedAfter(streamsUntilMs: number, signal = new AbortController().signal) {
    const closedAtMs: number[] = [];
    await letGo({
      run: createStreamingRun({
        nowMs: () => nowMs,
        streamsUntilMs,
        onClosed: () => closedAtMs.push(nowMs),
      }),
      signal,
      wait: async (ms) => {
        nowMs += ms;
        signal.throwIfAborted();
      },
    });
    assert.equal(closedAtMs.length, 1);
    return closedAtMs[0];
  }

  it('closes at once the run of a camera that never sent anything', async () => {
    assert.equal(await closedAfter(Number.NEGATIVE_INFINITY), 0);
  });

  it('waits until nothing has come for three tenths of a second', async () => {
    assert.equal(await closedAfter(0), 300);
    assert.equal(await closedAfter(1000), 1300);
  });

  it('waits for two seconds at most', async () => {
    assert.equal(await closedAfter(Number.POSITIVE_INFINITY), 2000);
  });

  it('waits no more when the gateway has to go', async () => {
    const going = new AbortController();
    going.abort();
    assert.equal(await closedAfter(Number.POSITIVE_INFINITY, going.signal), 100);
  });
});
