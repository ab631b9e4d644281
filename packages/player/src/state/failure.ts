/** The half of the state machine that deals with what goes wrong: pure, called by `transition.ts` alone. */
import type { PlayerError, PlayerErrorCode } from '../errors/player-error.js';
import { letGo, type PlayerState, type SessionEndReason, stay, type Transition } from './player-state.js';

/** How long a picture must have played for the next failure to count as the first again. */
export const stablePlayMs = 10_000;
/** How often the start is rebuilt by itself before a person is asked. */
export const maxStartRebuilds = 2;
/** How often in a row undecodable media is rebuilt in a live session before a person is asked. */
export const maxMediaRebuilds = 5;
/** How often in a row a refused start is repeated when the gateway says when to come back. */
export const maxToldRetries = 10;

/** Failures of a start that a new session or a new transport often heals at once. */
const rebuildable = new Set<PlayerErrorCode>(['session_gone', 'media_failed', 'stream_stalled']);
/** What fails when a camera has been woken: a lost picture asks for it as calmly as for one that is offline. */
const wakings = new Set<PlayerErrorCode>(['camera_failed', 'camera_timeout', 'ffmpeg_failed']);
/**
 * Refusals that come before any camera is woken: repeating them at the gateway's word costs nobody anything. A first start
 * that did wake a camera is repeated only by a person.
 */
const refusals = new Set<PlayerErrorCode>([
  'viewer_limit_reached',
  'too_many_requests',
  'broker_unavailable',
  'stream_not_ready',
]);

function countFailure(state: PlayerState, playedMs: number): number {
  return playedMs >= stablePlayMs ? 1 : state.failureCount + 1;
}

/** The transport is left alone at first: it may heal by itself, and then the next picture cancels the rebuild. */
export function afterStall(state: PlayerState, error: PlayerError, playedMs: number): Transition {
  if (!['connecting', 'buffering', 'playing', 'reconnecting'].includes(state.name)) return stay(state);
  if (state.name === 'reconnecting' && state.retryPending) return stay(state);
  if (!state.hadPicture || state.name === 'reconnecting') return afterFailure(state, error, playedMs);
  const failureCount = countFailure(state, playedMs);
  return {
    state: { ...state, name: 'reconnecting', error, failureCount, retryPending: true },
    effects: [{ type: 'schedule_retry', pace: 'patient', attempt: failureCount, retryAfterMs: undefined }],
  };
}

/** What a failure leads to: offline, a rebuild, a retry at the gateway's word, or a person's decision. */
export function afterFailure(state: PlayerState, error: PlayerError, playedMs: number): Transition {
  if (state.name === 'idle' || (state.name === 'failed' && !state.retryPending)) return stay(state);
  if (state.name === 'paused') {
    // Nothing to heal while nobody watches: play() starts anew.
    return state.hasSession
      ? { state: { ...state, hasSession: false }, effects: letGo(endReason(error)) }
      : stay(state);
  }
  const failureCount = countFailure(state, playedMs);
  const common = { ...state, error, failureCount };
  // Asking a camera that is offline goes on whatever keeps the question from it.
  if (error.code === 'camera_offline' || (state.name === 'offline' && error.retryable)) {
    return {
      state: { ...common, name: 'offline', hasSession: false, retryPending: true },
      effects: [
        ...letGo('failed'),
        { type: 'schedule_retry', pace: 'calm', attempt: failureCount, retryAfterMs: error.retryAfterMs },
      ],
    };
  }
  const isLive = state.hadPicture || state.isReturn || state.name === 'reconnecting';
  const mediaRebuildsLeft = error.code !== 'media_failed' || failureCount <= maxMediaRebuilds;
  if (
    isLive
      ? error.retryable && mediaRebuildsLeft
      : rebuildable.has(error.code) && failureCount <= maxStartRebuilds
  ) {
    return recover(
      common,
      error,
      isLive ? 'reconnecting' : state.hasSession ? 'connecting' : 'starting',
      state.error,
    );
  }
  const isTold =
    refusals.has(error.code) && error.retryAfterMs !== undefined && failureCount <= maxToldRetries;
  return {
    state: { ...common, name: 'failed', hasSession: false, retryPending: isTold },
    effects: [
      { type: 'cancel_retry' },
      ...letGo(endReason(error)),
      ...(isTold
        ? [
            {
              type: 'schedule_retry',
              pace: 'told',
              attempt: failureCount,
              retryAfterMs: error.retryAfterMs,
            } as const,
          ]
        : []),
    ],
  };
}

function endReason(error: PlayerError): SessionEndReason {
  return error.code === 'session_gone' ? 'gone' : 'failed';
}

/** Schedules the rebuild: on the same session unless that is gone, which is replaced at once the first time. */
function recover(
  state: PlayerState,
  error: PlayerError,
  name: 'reconnecting' | 'connecting' | 'starting',
  previousError: PlayerError | null,
): Transition {
  const isGone = error.code === 'session_gone';
  if (isGone && previousError?.code !== 'session_gone') {
    return {
      state: {
        ...state,
        name: name === 'connecting' ? 'starting' : name,
        hasSession: false,
        retryPending: false,
      },
      effects: [{ type: 'cancel_retry' }, ...letGo('gone'), { type: 'open_session' }],
    };
  }
  return {
    state: { ...state, name, hasSession: state.hasSession && !isGone, retryPending: true },
    effects: [
      ...(isGone ? letGo('gone') : [{ type: 'detach', lastPicture: 'keep' } as const]),
      {
        type: 'schedule_retry',
        pace: wakings.has(error.code) ? 'calm' : 'backoff',
        attempt: state.failureCount,
        retryAfterMs: error.retryAfterMs,
      },
    ],
  };
}
