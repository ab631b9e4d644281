import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunEffect } from './run-effect.js';
import { createRunRules } from './run-rules.js';
import { type RunEvent, type RunRules, type RunState, transition } from './run-state.js';

const renewed = createRunRules({
  sessions: { leaseMs: 30_000, startTimeoutMs: 10_000 },
  ingest: { timeoutMs: 3000 },
  camera: { lease: true },
});
const unleased: RunRules = { ...renewed, lease: 'none' };

const opening: RunState = { name: 'opening', runId: 'a', attempt: 0, unstopped: undefined };
const waking: RunState = {
  name: 'waking',
  runId: 'a',
  attempt: 0,
  unstopped: undefined,
  startDelivered: true,
};
const streaming: RunState = { name: 'streaming', runId: 'a', attempt: 0, hasPicture: true };
const pausing: RunState = { name: 'pausing', attempt: 1, unstopped: 'a' };

/** An effect in short: `start a`, `timer wake 10000`. */
function inShort(effect: RunEffect): string {
  switch (effect.type) {
    case 'publish_start':
      return `start ${effect.runId}`;
    case 'publish_stop':
      return `stop ${effect.runId}`;
    case 'open_ingest':
      return `open ${effect.runId}`;
    case 'close_ingest':
      return `close ${effect.runId}`;
    case 'set_timer':
      return `timer ${effect.timer} ${effect.afterMs}`;
    case 'clear_timer':
      return `clear ${effect.timer}`;
    case 'report_end':
      return `end ${effect.reason}`;
    case 'report_failure':
      return `failure ${effect.code}`;
    case 'report_phase':
      return `phase ${effect.phase}`;
  }
}

/** What a step makes happen; timers that are cleared are left out, since most are not set. */
function effectsOf(state: RunState, event: RunEvent, rules = renewed): string[] {
  const { effects } = transition(state, event, rules);
  return effects.filter((effect) => effect.type !== 'clear_timer').map(inShort);
}

function nameAfter(state: RunState, event: RunEvent, rules = renewed): string {
  return transition(state, event, rules).state.name;
}

describe('a run', () => {
  it('opens its ingest first and sends START when that listens', () => {
    assert.deepEqual(effectsOf({ name: 'idle' }, { type: 'wanted', runId: 'a' }), ['phase waking', 'open a']);
    assert.deepEqual(effectsOf(opening, { type: 'listening', runId: 'a' }), [
      'start a',
      'timer wake 10000',
      'timer renewal 10000',
    ]);
  });

  it('renews its lease every third of it, and never without a lease', () => {
    for (const state of [waking, streaming]) {
      assert.deepEqual(effectsOf(state, { type: 'renewal_due' }), ['start a', 'timer renewal 10000']);
      assert.deepEqual(effectsOf(state, { type: 'renewal_due' }, unleased), ['timer renewal 10000']);
    }
  });

  it('renews at once when the broker is back', () => {
    assert.deepEqual(effectsOf(streaming, { type: 'link_up' }), ['start a', 'timer renewal 10000']);
    assert.deepEqual(effectsOf(streaming, { type: 'link_up' }, unleased), []);
    assert.deepEqual(effectsOf({ ...waking, startDelivered: false }, { type: 'link_up' }, unleased), [
      'start a',
    ]);
  });

  it('says START again to a camera that comes back while it is waited for', () => {
    assert.deepEqual(effectsOf(waking, { type: 'camera_idle' }), ['start a', 'timer renewal 10000']);
    assert.deepEqual(effectsOf(streaming, { type: 'camera_idle' }), []);
  });

  it('is replaced without STOP, and says why, when its bytes or pictures stop or its ingest ends', () => {
    const events: [string, RunEvent][] = [
      ['bytes_stopped', { type: 'bytes_stopped', runId: 'a' }],
      ['pictures_stopped', { type: 'pictures_stopped', runId: 'a' }],
      ['camera_failed', { type: 'camera_failed', runId: 'a', message: 'the capture died' }],
      ['camera_left', { type: 'ingest_ended', runId: 'a', reason: 'camera_left', message: 'gone' }],
      ['ingest_failed', { type: 'ingest_ended', runId: 'a', reason: 'ingest_failed', message: 'died' }],
    ];
    for (const [reason, event] of events) {
      assert.deepEqual(effectsOf(streaming, event), ['close a', 'timer retry 0', `end ${reason}`]);
    }
    const { state } = transition(streaming, { type: 'bytes_stopped', runId: 'a' }, renewed);
    assert.deepEqual(effectsOf(state, { type: 'retry_due', runId: 'b' }), ['phase waking', 'open b']);
  });

  it('waits longer after each run that did not last, and forgets that after one that did', () => {
    const delays = [0, 1, 2, 3, 4, 5].map(
      (attempt) => effectsOf({ ...streaming, attempt }, { type: 'bytes_stopped', runId: 'a' })[1],
    );
    assert.deepEqual(
      delays,
      [0, 500, 1000, 2000, 2000, 2000].map((delayMs) => `timer retry ${delayMs}`),
    );
    const { state } = transition({ ...streaming, attempt: 4 }, { type: 'renewal_due' }, renewed);
    assert.deepEqual(state, { ...streaming, attempt: 0 });
    const dark: RunState = { ...streaming, attempt: 4, hasPicture: false };
    assert.deepEqual(transition(dark, { type: 'renewal_due' }, renewed).state, dark);
  });

  it('gives up with STOP and a reason when the camera is silent or refuses', () => {
    assert.deepEqual(effectsOf(waking, { type: 'wake_due' }), [
      'stop a',
      'close a',
      'timer retry 500',
      'end start_timeout',
      'failure camera_timeout',
    ]);
    assert.deepEqual(effectsOf(waking, { type: 'camera_refused', runId: 'a', message: 'busy' }), [
      'stop a',
      'close a',
      'timer retry 500',
      'end camera_failed',
      'failure camera_failed',
    ]);
    const { state } = transition(waking, { type: 'bytes_arrived', runId: 'a' }, renewed);
    assert.deepEqual(effectsOf(state, { type: 'camera_refused', runId: 'a', message: 'H.265' }), [
      'stop a',
      'close a',
      'timer retry 500',
      'end camera_failed',
      'failure camera_failed',
    ]);
    const seen = transition(state, { type: 'picture_arrived', runId: 'a' }, renewed).state;
    assert.deepEqual(seen, streaming);
    assert.deepEqual(effectsOf(seen, { type: 'camera_refused', runId: 'a', message: 'died' }), [
      'close a',
      'timer retry 0',
      'end camera_failed',
    ]);
    const unopened = { type: 'ingest_ended', runId: 'a', reason: 'ingest_failed', message: 'none' } as const;
    assert.deepEqual(effectsOf(opening, unopened), [
      'close a',
      'timer retry 500',
      'end ingest_not_opened',
      'failure ffmpeg_failed',
    ]);
  });

  it('ends with STOP when nobody watches, whatever it was doing', () => {
    assert.deepEqual(effectsOf(opening, { type: 'unwanted' }), ['close a']);
    assert.deepEqual(effectsOf(waking, { type: 'unwanted' }), ['stop a', 'close a']);
    assert.deepEqual(effectsOf(streaming, { type: 'unwanted' }), ['stop a', 'close a']);
    assert.deepEqual(effectsOf(pausing, { type: 'unwanted' }), ['stop a']);
    assert.deepEqual(effectsOf({ name: 'idle' }, { type: 'unwanted' }), []);
  });

  it('stops the run before it too, as long as START may not have replaced that one', () => {
    const next = transition(pausing, { type: 'retry_due', runId: 'b' }, renewed).state;
    assert.deepEqual(effectsOf(next, { type: 'unwanted' }), ['stop a', 'close b']);
    const started = transition(next, { type: 'listening', runId: 'b' }, renewed).state;
    assert.deepEqual(effectsOf(started, { type: 'unwanted' }), ['stop a', 'stop b', 'close b']);
    const delivered = transition(started, { type: 'start_delivered', runId: 'b' }, renewed).state;
    assert.deepEqual(effectsOf(delivered, { type: 'unwanted' }), ['stop b', 'close b']);
  });

  it('takes no word about another run', () => {
    const events: RunEvent[] = [
      { type: 'bytes_arrived', runId: 'old' },
      { type: 'bytes_stopped', runId: 'old' },
      { type: 'pictures_stopped', runId: 'old' },
      { type: 'camera_failed', runId: 'old', message: '' },
      { type: 'ingest_ended', runId: 'old', reason: 'ingest_failed', message: '' },
      { type: 'camera_refused', runId: 'old', message: '' },
      { type: 'listening', runId: 'old' },
    ];
    for (const state of [{ name: 'idle' } as const, opening, waking, streaming, pausing]) {
      for (const event of events) assert.deepEqual(transition(state, event, renewed), { state, effects: [] });
    }
  });

  it('is not begun twice', () => {
    for (const state of [opening, waking, streaming, pausing]) {
      assert.deepEqual(transition(state, { type: 'wanted', runId: 'b' }, renewed), { state, effects: [] });
    }
  });

  it('streams from the first bytes on', () => {
    assert.equal(nameAfter(waking, { type: 'bytes_arrived', runId: 'a' }), 'streaming');
    assert.deepEqual(effectsOf(waking, { type: 'bytes_arrived', runId: 'a' }), ['phase receiving']);
  });
});
