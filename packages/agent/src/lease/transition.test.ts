import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { StartCommand, StopCommand } from '@rpi-live-camera/protocol';
import type { Failure } from '../errors/agent-error.js';
import {
  initialRunState,
  maxEndedRunIds,
  maxSeenMessageIds,
  type RunState,
  statusOf,
  wakeAtMs,
} from './run-state.js';
import type { RunEffect, RunEvent, RunRules } from './run-step.js';
import { busyRetryMs, healthyCaptureMs, maxBusyRetries, retryDelaysMs, transition } from './transition.js';

const rules: RunRules = {
  defaultLeaseMs: 30_000,
  maxLeaseMs: 600_000,
  fallbackOutput: null,
  canForceKeyframe: false,
};
const output = { url: 'udp://127.0.0.1:1234', format: 'mpegts' } as const;
const failure: Failure = { code: 'capture_failed', message: 'it broke' };

const start = (fields: Partial<StartCommand> = {}, atMs = 0): RunEvent => ({
  type: 'start',
  command: { v: 1, action: 'START_LIVE_STREAM', output, runId: 'A', leaseMs: 10_000, ...fields },
  atMs,
});
const stop = (fields: Partial<StopCommand> = {}, atMs = 0): RunEvent => ({
  type: 'stop',
  command: { v: 1, action: 'STOP_LIVE_STREAM', ...fields },
  atMs,
});
const ended = (captureId: number, atMs = 0, why: Failure | null = null): RunEvent => ({
  type: 'capture_ended',
  captureId,
  failure: why,
  atMs,
});
const delivering = (captureId: number, atMs = 0): RunEvent => ({
  type: 'capture_delivering',
  captureId,
  atMs,
});
const timePassed = (atMs: number): RunEvent => ({ type: 'time_passed', atMs });

/** Plays events from idle; returns the last state and the effects of each event in a short form. */
function play(
  events: readonly RunEvent[],
  playRules: RunRules = rules,
): { state: RunState; effects: string[][] } {
  let state = initialRunState;
  const effects = events.map((event) => {
    const step = transition(state, event, playRules);
    state = step.state;
    return step.effects.map(brief);
  });
  return { state, effects };
}

function brief(effect: RunEffect): string {
  if (effect.type !== 'reply') return `${effect.type} ${effect.captureId}`;
  return `${effect.inReplyTo}: ${effect.status}${'error' in effect ? ` ${effect.error.code}` : ''}`;
}

type Row = {
  name: string;
  events: RunEvent[];
  last: string[];
  state: string;
  runId: string | null;
  rules?: RunRules;
};

const rows: Row[] = [
  {
    name: 'START begins a capture',
    events: [start({ id: '1' })],
    last: ['1: accepted', 'start_capture 1'],
    state: 'starting',
    runId: 'A',
  },
  {
    name: 'START has succeeded when the capture delivers',
    events: [start({ id: '1' }), delivering(1)],
    last: ['1: succeeded'],
    state: 'streaming',
    runId: 'A',
  },
  {
    name: 'START for the same run restarts nothing',
    events: [start({ id: '1' }), delivering(1), start({ id: '2' }, 3000)],
    last: ['2: succeeded'],
    state: 'streaming',
    runId: 'A',
  },
  {
    name: 'a renewal before the first bytes is accepted only',
    events: [start({ id: '1' }), start({ id: '2' }, 100)],
    last: ['2: accepted'],
    state: 'starting',
    runId: 'A',
  },
  {
    name: 'START for another run stops the capture first',
    events: [start({ id: '1' }), delivering(1), start({ id: '2', runId: 'B' })],
    last: ['2: accepted', 'stop_capture 1'],
    state: 'stopping',
    runId: 'A',
  },
  {
    name: 'the other run begins when the old capture is gone',
    events: [start(), start({ runId: 'B' }), ended(1)],
    last: ['start_capture 2'],
    state: 'starting',
    runId: 'B',
  },
  {
    name: 'a run replaced before its first bytes has failed',
    events: [start({ id: '1' }), start({ id: '2', runId: 'B' })],
    last: ['2: accepted', '1: failed run_replaced', 'stop_capture 1'],
    state: 'stopping',
    runId: 'A',
  },
  {
    name: 'a run that waits for the old capture can be replaced as well',
    events: [start(), start({ id: '2', runId: 'B' }), start({ runId: 'C' }), ended(1)],
    last: ['start_capture 2'],
    state: 'starting',
    runId: 'C',
  },
  {
    name: 'a late START for a replaced run is rejected',
    events: [start(), start({ runId: 'B' }), start({ id: '3', runId: 'A' })],
    last: ['3: rejected run_ended'],
    state: 'stopping',
    runId: 'A',
  },
  {
    name: 'STOP ends the run it names and is done when the capture is gone',
    events: [start(), delivering(1), stop({ id: '2', runId: 'A' }), ended(1)],
    last: ['2: succeeded'],
    state: 'idle',
    runId: null,
  },
  {
    name: 'STOP without a run ends whatever runs',
    events: [start(), stop({ id: '2' })],
    last: ['2: accepted', 'stop_capture 1'],
    state: 'stopping',
    runId: 'A',
  },
  {
    name: 'STOP that names another run changes nothing',
    events: [start(), delivering(1), stop({ id: '2', runId: 'B' })],
    last: ['2: succeeded'],
    state: 'streaming',
    runId: 'A',
  },
  {
    name: 'a START that comes after the STOP of its run is rejected',
    events: [stop({ runId: 'A' }), start({ id: '2' })],
    last: ['2: rejected run_ended'],
    state: 'idle',
    runId: null,
  },
  {
    name: 'STOP takes back a run that waits for the old capture',
    events: [start(), start({ id: '2', runId: 'B' }), stop({ id: '3', runId: 'B' }), ended(1)],
    last: [],
    state: 'idle',
    runId: null,
  },
  {
    name: 'a message with a known id does nothing',
    events: [start({ id: '1' }), delivering(1), start({ id: '1', leaseMs: 500_000 })],
    last: [],
    state: 'streaming',
    runId: 'A',
  },
  {
    name: 'the lease ends the run',
    events: [start({ leaseMs: 10_000 }), delivering(1), timePassed(10_000)],
    last: ['stop_capture 1'],
    state: 'stopping',
    runId: 'A',
  },
  {
    name: 'a renewed lease does not',
    events: [start({ leaseMs: 10_000 }), delivering(1), start({}, 5000), timePassed(10_000)],
    last: [],
    state: 'streaming',
    runId: 'A',
  },
  {
    name: 'START brings back a run whose lease ran out',
    events: [start(), timePassed(10_000), start({ id: '2' }, 11_000), ended(1, 11_001)],
    last: ['start_capture 2'],
    state: 'starting',
    runId: 'A',
  },
  {
    name: 'a run whose lease ran out while it waited for the old capture never begins',
    events: [start(), start({ id: '2', runId: 'B', leaseMs: 1000 }), ended(1, 1000)],
    last: ['2: failed lease_expired'],
    state: 'idle',
    runId: null,
  },
  {
    name: 'a capture that fails before its first bytes fails the START',
    events: [start({ id: '1' }), ended(1, 100, failure)],
    last: ['1: failed capture_failed'],
    state: 'error',
    runId: 'A',
  },
  {
    name: 'a failed capture is tried again while the lease lasts',
    events: [start(), ended(1, 100, failure), timePassed(100 + retryDelaysMs[0])],
    last: ['start_capture 2'],
    state: 'starting',
    runId: 'A',
  },
  {
    name: 'and no longer',
    events: [start({ leaseMs: 1000 }), ended(1, 900, failure), timePassed(1000)],
    last: [],
    state: 'idle',
    runId: null,
  },
  {
    name: 'another run does not wait for the pause of a failing one',
    events: [start(), ended(1, 100, failure), start({ id: '2', runId: 'B' }, 150)],
    last: ['2: accepted', 'start_capture 2'],
    state: 'starting',
    runId: 'B',
  },
  {
    name: 'the end of an older capture says nothing about this one',
    events: [start(), ended(1, 0, failure), timePassed(500), ended(1, 501, failure)],
    last: [],
    state: 'starting',
    runId: 'A',
  },
  {
    name: 'START without an output is rejected',
    events: [start({ id: '1', output: undefined })],
    last: ['1: rejected output_missing'],
    state: 'idle',
    runId: null,
  },
  {
    name: 'START that is nothing but an action streams to the configured output',
    events: [start({ output: undefined, runId: undefined, leaseMs: undefined })],
    last: ['start_capture 1'],
    state: 'starting',
    runId: null,
    rules: { ...rules, fallbackOutput: output },
  },
  {
    name: 'FORCE_KEYFRAME is rejected by a capture that cannot',
    events: [
      start(),
      { type: 'force_keyframe', command: { v: 1, id: '2', action: 'FORCE_KEYFRAME' }, atMs: 0 },
    ],
    last: ['2: rejected keyframe_unsupported'],
    state: 'starting',
    runId: 'A',
  },
  {
    name: 'FORCE_KEYFRAME reaches a capture that can',
    events: [
      start(),
      { type: 'force_keyframe', command: { v: 1, id: '2', runId: 'A', action: 'FORCE_KEYFRAME' }, atMs: 0 },
    ],
    last: ['force_keyframe 1', '2: succeeded'],
    state: 'starting',
    runId: 'A',
    rules: { ...rules, canForceKeyframe: true },
  },
  {
    name: 'FORCE_KEYFRAME for another run is rejected',
    events: [
      start(),
      { type: 'force_keyframe', command: { v: 1, id: '2', runId: 'B', action: 'FORCE_KEYFRAME' }, atMs: 0 },
    ],
    last: ['2: rejected run_not_active'],
    state: 'starting',
    runId: 'A',
    rules: { ...rules, canForceKeyframe: true },
  },
  {
    name: 'shutting down stops the capture and is over when it is gone',
    events: [start(), { type: 'shutdown', atMs: 0 }, ended(1)],
    last: [],
    state: 'offline',
    runId: null,
  },
  {
    name: 'START is rejected while shutting down',
    events: [start(), { type: 'shutdown', atMs: 0 }, start({ id: '2', runId: 'B' })],
    last: ['2: rejected shutting_down'],
    state: 'stopping',
    runId: null,
  },
];

describe('transition', () => {
  for (const row of rows) {
    it(row.name, () => {
      const { state, effects } = play(row.events, row.rules);
      assert.deepEqual(effects.at(-1), row.last);
      const { state: name, runId } = statusOf(state);
      assert.deepEqual({ state: name, runId }, { state: row.state, runId: row.runId });
    });
  }

  it('counts a lease from receipt, with a default for a named run and the maximum for a bare action', () => {
    const leaseEnd = (fields: Partial<StartCommand>) => wakeAtMs(play([start(fields, 100)]).state);
    assert.equal(leaseEnd({ leaseMs: 5000 }), 5100);
    assert.equal(leaseEnd({ leaseMs: undefined }), 30_100);
    assert.equal(leaseEnd({ leaseMs: 10_000_000 }), 600_100);
    assert.equal(leaseEnd({ leaseMs: undefined, runId: undefined }), 600_100);
  });

  it('waits longer after each failure in a row, and as at first after a healthy capture', () => {
    let { state } = play([start({ leaseMs: 600_000 })]);
    let atMs = 0;
    const failAndRetry = (captureId: number) => {
      state = transition(state, ended(captureId, atMs, failure), rules).state;
      const delayMs = wakeAtMs(state)! - atMs;
      atMs += delayMs;
      state = transition(state, timePassed(atMs), rules).state;
      return delayMs;
    };
    const delays = [1, 2, 3, 4, 5, 6].map(failAndRetry);
    assert.deepEqual(delays, [...retryDelaysMs, retryDelaysMs.at(-1)]);
    state = transition(state, delivering(7, atMs), rules).state;
    atMs += healthyCaptureMs;
    assert.equal(failAndRetry(7), retryDelaysMs[0]);
  });

  it('waits for a camera that is in use before START fails', () => {
    const busy: Failure = { code: 'camera_busy', message: 'in use' };
    let { state } = play([start({ id: '1' })]);
    let atMs = 0;
    const failAndRetry = (captureId: number) => {
      const step = transition(state, ended(captureId, atMs, busy), rules);
      const delayMs = wakeAtMs(step.state)! - atMs;
      atMs += delayMs;
      state = transition(step.state, timePassed(atMs), rules).state;
      return { delayMs, effects: step.effects.map(brief) };
    };
    const captureIds = Array.from({ length: maxBusyRetries }, (_, index) => index + 1);
    const retries = captureIds.map(failAndRetry);
    assert.deepEqual(statusOf(state).lastError, busy);
    assert.ok(retries.every(({ delayMs, effects }) => delayMs === busyRetryMs && effects.length === 0));
    assert.deepEqual(failAndRetry(maxBusyRetries + 1).effects, ['1: failed camera_busy']);
  });

  it('answers START once a camera that was in use delivers', () => {
    const busy: Failure = { code: 'camera_busy', message: 'in use' };
    const { effects } = play([
      start({ id: '1' }),
      ended(1, 100, busy),
      timePassed(100 + busyRetryMs),
      delivering(2, 2000),
    ]);
    assert.deepEqual(effects.at(-1), ['1: succeeded']);
  });

  it('keeps the failure in the status until a capture delivers again', () => {
    const failed = play([start(), ended(1, 100, failure), timePassed(600)]).state;
    assert.deepEqual(statusOf(failed).lastError, failure);
    assert.equal(statusOf(transition(failed, delivering(2, 700), rules).state).lastError, null);
  });

  it('remembers message ids and ended runs up to a limit', () => {
    let state = initialRunState;
    for (let n = 0; n < maxSeenMessageIds + 10; n += 1) {
      state = transition(state, stop({ id: `m${n}`, runId: `r${n}` }), rules).state;
    }
    assert.equal(state.seenMessageIds.length, maxSeenMessageIds);
    assert.equal(state.endedRunIds.length, maxEndedRunIds);
    assert.equal(state.seenMessageIds.at(-1), `m${maxSeenMessageIds + 9}`);
  });
});
