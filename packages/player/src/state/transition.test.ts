import { assert } from 'chai';
import { PlayerError, type PlayerErrorCode } from '../errors/player-error.js';
import { maxMediaRebuilds, maxStartRebuilds } from './failure.js';
import { initialState, type PlayerEvent, type PlayerState, type PlayerStateName } from './player-state.js';
import { transition } from './transition.js';

const error = (code: PlayerErrorCode, retryAfterMs?: number) => new PlayerError(code, code, { retryAfterMs });
const failed = (code: PlayerErrorCode, playedMs = 0, retryAfterMs?: number): PlayerEvent => ({
  type: 'failed',
  error: error(code, retryAfterMs),
  playedMs,
});
const stalled: PlayerEvent = { type: 'stalled', error: error('stream_stalled'), playedMs: 0 };

const opening: PlayerState = { ...initialState, name: 'starting' };
const connecting: PlayerState = { ...opening, name: 'connecting', hasSession: true, phase: 'buffering' };
const buffering: PlayerState = { ...connecting, name: 'buffering' };
const playing: PlayerState = { ...connecting, name: 'playing', hadPicture: true };
const paused: PlayerState = { ...playing, name: 'paused' };
const reconnecting: PlayerState = { ...playing, name: 'reconnecting', retryPending: true, failureCount: 1 };
const offline: PlayerState = {
  ...opening,
  name: 'offline',
  error: error('camera_offline'),
  retryPending: true,
};
const failedState: PlayerState = { ...opening, name: 'failed', error: error('camera_timeout') };
const returning = transition({ ...paused, hasSession: false, suspended: true }, { type: 'resume' }).state;
const refused: PlayerState = { ...failedState, error: error('viewer_limit_reached'), retryPending: true };
const unreachable: PlayerState = { ...failedState, error: error('gateway_unreachable') };
const woken: PlayerEvent = { type: 'woken', error: error('stream_stalled') };

type Row = [from: PlayerState, event: PlayerEvent, to: PlayerStateName, effects: string];

/** Effects as words: `detach/keep close_session/paused`. */
function words(state: PlayerState, event: PlayerEvent): string {
  return transition(state, event)
    .effects.map((effect) => {
      if (effect.type === 'detach') return `detach/${effect.lastPicture}`;
      if (effect.type === 'close_session') return `close/${effect.reason}`;
      if (effect.type === 'schedule_retry') return `retry/${effect.pace}`;
      return effect.type;
    })
    .join(' ');
}

const rows: Row[] = [
  // The way up.
  [initialState, { type: 'start' }, 'starting', 'open_session'],
  [initialState, { type: 'play' }, 'starting', 'open_session'],
  [opening, { type: 'start' }, 'starting', ''],
  [opening, { type: 'progress', phase: 'receiving' }, 'starting', ''],
  [opening, { type: 'session_opened' }, 'connecting', 'attach'],
  [connecting, { type: 'transport_ready' }, 'buffering', ''],
  [connecting, { type: 'picture' }, 'playing', ''],
  [buffering, { type: 'picture' }, 'playing', ''],
  [playing, { type: 'waiting' }, 'buffering', ''],
  [playing, { type: 'picture' }, 'playing', ''],
  // Down again.
  [initialState, { type: 'stop', reason: 'stopped' }, 'idle', ''],
  [opening, { type: 'stop', reason: 'removed' }, 'idle', 'cancel_retry detach/drop close/removed'],
  [playing, { type: 'stop', reason: 'stopped' }, 'idle', 'cancel_retry detach/drop close/stopped'],
  [failedState, { type: 'stop', reason: 'stopped' }, 'idle', 'cancel_retry detach/drop close/stopped'],
  // Pause and play.
  [playing, { type: 'pause' }, 'paused', 'pause_video'],
  [{ ...playing, name: 'buffering' }, { type: 'pause' }, 'paused', 'pause_video'],
  [opening, { type: 'pause' }, 'paused', 'cancel_retry detach/keep close/paused'],
  [reconnecting, { type: 'pause' }, 'paused', 'cancel_retry detach/keep close/paused'],
  [failedState, { type: 'pause' }, 'failed', ''],
  [paused, { type: 'play' }, 'buffering', 'play_on'],
  [paused, { type: 'start' }, 'buffering', 'play_on'],
  [{ ...paused, hasSession: false }, { type: 'play' }, 'starting', 'open_session'],
  [paused, { type: 'release' }, 'paused', 'detach/keep close/paused'],
  [paused, failed('media_failed'), 'paused', 'detach/keep close/failed'],
  [paused, failed('session_gone'), 'paused', 'detach/keep close/gone'],
  [buffering, { type: 'blocked' }, 'paused', 'cancel_retry'],
  [opening, { type: 'blocked' }, 'starting', ''],
  // A start that fails is shown; what a new session or transport may heal is rebuilt first.
  [opening, failed('camera_timeout'), 'failed', 'cancel_retry detach/keep close/failed'],
  [opening, failed('camera_timeout', 0, 5000), 'failed', 'cancel_retry detach/keep close/failed'],
  [opening, failed('viewer_limit_reached'), 'failed', 'cancel_retry detach/keep close/failed'],
  [
    opening,
    failed('viewer_limit_reached', 0, 5000),
    'failed',
    'cancel_retry detach/keep close/failed retry/told',
  ],
  [opening, failed('camera_offline'), 'offline', 'detach/keep close/failed retry/calm'],
  [connecting, failed('media_failed'), 'connecting', 'detach/keep retry/backoff'],
  [connecting, failed('session_gone'), 'starting', 'cancel_retry detach/keep close/gone open_session'],
  [
    { ...connecting, failureCount: maxStartRebuilds },
    failed('media_failed'),
    'failed',
    'cancel_retry detach/keep close/failed',
  ],
  [connecting, stalled, 'connecting', 'detach/keep retry/backoff'],
  // A live picture that is lost is brought back.
  [playing, failed('gateway_unreachable'), 'reconnecting', 'detach/keep retry/backoff'],
  [reconnecting, failed('camera_failed'), 'reconnecting', 'detach/keep retry/calm'],
  [playing, failed('session_gone'), 'reconnecting', 'cancel_retry detach/keep close/gone open_session'],
  [
    { ...reconnecting, error: error('session_gone') },
    failed('session_gone'),
    'reconnecting',
    'detach/keep close/gone retry/backoff',
  ],
  [playing, failed('forbidden'), 'failed', 'cancel_retry detach/keep close/failed'],
  [playing, failed('camera_offline'), 'offline', 'detach/keep close/failed retry/calm'],
  [
    { ...playing, failureCount: maxMediaRebuilds },
    failed('media_failed'),
    'failed',
    'cancel_retry detach/keep close/failed',
  ],
  [playing, stalled, 'reconnecting', 'retry/patient'],
  [reconnecting, stalled, 'reconnecting', ''],
  [{ ...reconnecting, retryPending: false }, stalled, 'reconnecting', 'detach/keep retry/backoff'],
  [reconnecting, { type: 'picture' }, 'playing', 'cancel_retry'],
  [reconnecting, { type: 'retry' }, 'reconnecting', 'cancel_retry attach'],
  [{ ...reconnecting, hasSession: false }, { type: 'retry' }, 'reconnecting', 'cancel_retry open_session'],
  [reconnecting, { type: 'start' }, 'reconnecting', 'cancel_retry attach'],
  [{ ...reconnecting, retryPending: false }, { type: 'retry' }, 'reconnecting', ''],
  // Offline and failed come back.
  [offline, { type: 'retry' }, 'offline', 'cancel_retry open_session'],
  [offline, { type: 'progress', phase: 'waking' }, 'starting', ''],
  [offline, { type: 'session_opened' }, 'connecting', 'attach'],
  [offline, { type: 'play' }, 'starting', 'cancel_retry open_session'],
  [failedState, { type: 'play' }, 'starting', 'open_session'],
  // A refused start is repeated behind the screen that says so.
  [refused, { type: 'retry' }, 'failed', 'cancel_retry open_session'],
  [
    refused,
    failed('viewer_limit_reached', 0, 5000),
    'failed',
    'cancel_retry detach/keep close/failed retry/told',
  ],
  [refused, failed('viewer_limit_reached'), 'failed', 'cancel_retry detach/keep close/failed'],
  [refused, { type: 'progress', phase: 'waking' }, 'starting', ''],
  [refused, { type: 'session_opened' }, 'connecting', 'attach'],
  [refused, { type: 'suspend', reason: 'hidden' }, 'failed', 'cancel_retry close/hidden'],
  [failedState, { type: 'session_opened' }, 'failed', 'close/stopped'],
  [failedState, failed('camera_timeout'), 'failed', ''],
  [failedState, { type: 'retry' }, 'failed', ''],
  // Out of sight.
  [playing, { type: 'suspend', reason: 'hidden' }, 'paused', 'cancel_retry detach/keep close/hidden'],
  [opening, { type: 'suspend', reason: 'pagehide' }, 'paused', 'cancel_retry detach/keep close/pagehide'],
  [paused, { type: 'suspend', reason: 'hidden' }, 'paused', 'detach/keep close/hidden'],
  [offline, { type: 'suspend', reason: 'hidden' }, 'offline', 'cancel_retry close/hidden'],
  [failedState, { type: 'suspend', reason: 'hidden' }, 'failed', ''],
  [initialState, { type: 'suspend', reason: 'hidden' }, 'idle', ''],
  [playing, { type: 'resume' }, 'playing', ''],
  [
    { ...paused, hasSession: false, suspended: true },
    { type: 'resume' },
    'starting',
    'cancel_retry open_session',
  ],
  [
    { ...offline, retryPending: false, suspended: true },
    { type: 'resume' },
    'offline',
    'cancel_retry open_session',
  ],
  // A gateway that is away just then fails no picture that was there, and no camera that is asked on.
  [returning, failed('gateway_unreachable'), 'reconnecting', 'detach/keep retry/backoff'],
  [returning, failed('forbidden'), 'failed', 'cancel_retry detach/keep close/failed'],
  [opening, failed('gateway_unreachable'), 'failed', 'cancel_retry detach/keep close/failed'],
  [offline, failed('gateway_unreachable'), 'offline', 'detach/keep close/failed retry/calm'],
  [{ ...paused, hasSession: false }, { type: 'resume' }, 'paused', ''],
  [paused, { type: 'suspend', reason: 'frozen' }, 'paused', 'detach/keep close/frozen'],
  // After a sleep.
  [playing, woken, 'reconnecting', 'cancel_retry detach/keep close/frozen open_session'],
  [buffering, woken, 'starting', 'cancel_retry detach/keep close/frozen open_session'],
  [opening, woken, 'starting', 'cancel_retry detach/keep close/frozen open_session'],
  [reconnecting, woken, 'reconnecting', 'cancel_retry detach/keep close/frozen open_session'],
  [offline, woken, 'offline', 'cancel_retry open_session'],
  [failedState, woken, 'failed', ''],
  [refused, woken, 'failed', 'cancel_retry open_session'],
  [paused, woken, 'paused', ''],
  [initialState, woken, 'idle', ''],
  // The network is back.
  [reconnecting, { type: 'network_back' }, 'reconnecting', 'cancel_retry attach'],
  [{ ...reconnecting, retryPending: false }, { type: 'network_back' }, 'reconnecting', 'cancel_retry attach'],
  [
    { ...reconnecting, hasSession: false },
    { type: 'network_back' },
    'reconnecting',
    'cancel_retry open_session',
  ],
  [offline, { type: 'network_back' }, 'offline', 'cancel_retry open_session'],
  [{ ...offline, suspended: true }, { type: 'network_back' }, 'offline', ''],
  [unreachable, { type: 'network_back' }, 'starting', 'cancel_retry open_session'],
  [failedState, { type: 'network_back' }, 'failed', ''],
  [playing, { type: 'network_back' }, 'playing', ''],
  [paused, { type: 'network_back' }, 'paused', ''],
  // Another session in place of the old one.
  [playing, { type: 'renewed' }, 'buffering', 'cancel_retry attach'],
  [connecting, { type: 'renewed' }, 'connecting', 'cancel_retry attach'],
  [reconnecting, { type: 'renewed' }, 'reconnecting', 'cancel_retry attach'],
  [paused, { type: 'renewed' }, 'paused', ''],
  // Late news.
  [initialState, { type: 'session_opened' }, 'idle', 'close/stopped'],
  [initialState, { type: 'picture' }, 'idle', ''],
  [initialState, failed('gateway_unreachable'), 'idle', ''],
];

describe('transition', () => {
  for (const [from, event, to, effects] of rows) {
    const what =
      event.type === 'failed' || event.type === 'stalled' ? `${event.type} ${event.error.code}` : event.type;
    it(`${from.name} + ${what} → ${to} ${effects && `(${effects})`}`, () => {
      assert.equal(transition(from, event).state.name, to);
      assert.equal(words(from, event), effects);
    });
  }

  it('counts failures that follow each other, and begins anew after ten seconds of good play', () => {
    const again = transition({ ...playing, failureCount: 3 }, failed('gateway_unreachable', 9999)).state;
    assert.equal(again.failureCount, 4);
    assert.equal(
      transition({ ...playing, failureCount: 3 }, failed('gateway_unreachable', 10_000)).state.failureCount,
      1,
    );
  });

  it('never holds a session after the effects that end it', () => {
    for (const [from, event] of rows) {
      const { state, effects } = transition(from, event);
      if (effects.some(({ type }) => type === 'close_session')) assert.equal(state.hasSession, false);
    }
  });

  it('schedules no retry without remembering it, and remembers none that is not scheduled', () => {
    for (const [from, event] of rows) {
      const { state, effects } = transition(from, event);
      if (effects.some(({ type }) => type === 'schedule_retry')) assert.equal(state.retryPending, true);
      else if (!from.retryPending) assert.equal(state.retryPending, false, `${from.name} + ${event.type}`);
    }
  });

  it('clears the error with the next picture', () => {
    const { state } = transition({ ...reconnecting, error: error('stream_stalled') }, { type: 'picture' });
    assert.isNull(state.error);
  });
});
