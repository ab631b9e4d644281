/**
 * What the player does next: a pure `transition(state, event)` that returns the new state and the effects to run.
 * No timers, no DOM, no requests; `playback/playback.ts` is the only caller.
 *
 * Three ideas carry it. A failure before the first picture is shown as `failed` (a person waits and can retry); one
 * after it is healed behind the last picture as `reconnecting`. A camera that is offline is asked again calmly for as
 * long as somebody looks. A page that nobody sees holds no session: it is suspended and resumes when seen.
 */
import { afterFailure, afterStall } from './failure.js';
import {
  initialState,
  letGo,
  type PlayerEffect,
  type PlayerEvent,
  type PlayerState,
  type SuspendReason,
  stay,
  type Transition,
} from './player-state.js';
import { afterNetworkReturn, afterRenewal, afterReturn, afterSleep, isAsking, tryAgain } from './revival.js';

/** The next state and what to do; an event that means nothing in a state changes nothing. */
export function transition(state: PlayerState, event: PlayerEvent): Transition {
  switch (event.type) {
    case 'start':
      return start(state);
    case 'stop':
      if (state.name === 'idle') return stay(state);
      return {
        state: initialState,
        effects: [
          { type: 'cancel_retry' },
          { type: 'detach', lastPicture: 'drop' },
          { type: 'close_session', reason: event.reason },
        ],
      };
    case 'play':
      if (state.name !== 'paused') return start(state);
      if (!state.hasSession) return begin(state);
      return { state: { ...state, name: 'buffering' }, effects: [{ type: 'play_on' }] };
    case 'pause':
      return pause(state);
    case 'progress':
      return state.name === 'starting' || isAsking(state)
        ? stay({ ...state, name: 'starting', phase: event.phase, isViewerAsked: false, retryPending: false })
        : stay(state);
    case 'viewer_asked':
      return state.name === 'starting' ? stay({ ...state, isViewerAsked: true }) : stay(state);
    case 'session_opened':
      return sessionOpened(state);
    case 'transport_ready':
      return state.name === 'connecting' ? stay({ ...state, name: 'buffering' }) : stay(state);
    case 'picture':
      if (!['connecting', 'buffering', 'reconnecting'].includes(state.name)) return stay(state);
      return {
        state: { ...state, name: 'playing', hadPicture: true, error: null, retryPending: false },
        effects: state.retryPending ? [{ type: 'cancel_retry' }] : [],
      };
    case 'blocked':
      if (!state.hasSession || !['connecting', 'buffering', 'playing', 'reconnecting'].includes(state.name)) {
        return stay(state);
      }
      return {
        state: { ...state, name: 'paused', retryPending: false },
        effects: [{ type: 'cancel_retry' }],
      };
    case 'waiting':
      return state.name === 'playing' ? stay({ ...state, name: 'buffering' }) : stay(state);
    case 'ended':
      return ['playing', 'buffering'].includes(state.name) ? stay({ ...state, name: 'paused' }) : stay(state);
    case 'sought':
      return afterSeek(state);
    case 'rest':
      return state.name === 'paused' && state.hasSession
        ? { state, effects: [{ type: 'detach', lastPicture: 'keep' }] }
        : stay(state);
    case 'stalled':
      return afterStall(state, event.error, event.playedMs);
    case 'failed':
      return afterFailure(state, event.error, event.playedMs);
    case 'retry':
      return tryAgain(state);
    case 'woken':
      return afterSleep(state, event.error);
    case 'network_back':
      return afterNetworkReturn(state);
    case 'renewed':
      return afterRenewal(state);
    case 'release':
      if (state.name !== 'paused' || !state.hasSession) return stay(state);
      return { state: { ...state, hasSession: false }, effects: letGo('paused') };
    case 'suspend':
      return suspend(state, event.reason);
    case 'resume':
      return afterReturn(state);
  }
}

/** A new start from nothing; what is held must have been let go. */
function begin(state: PlayerState): Transition {
  const effects: PlayerEffect[] = state.retryPending ? [{ type: 'cancel_retry' }] : [];
  return { state: { ...initialState, name: 'starting' }, effects: [...effects, { type: 'open_session' }] };
}

function start(state: PlayerState): Transition {
  if (state.name === 'idle' || state.name === 'failed' || state.name === 'offline') return begin(state);
  if (state.name === 'paused') {
    return state.hasSession
      ? { state: { ...state, name: 'buffering' }, effects: [{ type: 'play_on' }] }
      : begin(state);
  }
  return state.name === 'reconnecting' ? tryAgain(state) : stay(state);
}

/** What plays there is attached anew; the last picture bridges that. One that is being opened goes there by itself. */
function afterSeek(state: PlayerState): Transition {
  if (state.name === 'paused' && !state.hasSession) return begin(state);
  if (!state.hasSession) return stay(state);
  const isShown = state.name === 'playing' || state.name === 'paused';
  return {
    state: { ...state, name: isShown ? 'buffering' : state.name, retryPending: false },
    effects: [{ type: 'cancel_retry' }, { type: 'attach' }],
  };
}

function pause(state: PlayerState): Transition {
  if (state.name === 'playing' || (state.name === 'buffering' && state.hadPicture)) {
    return { state: { ...state, name: 'paused' }, effects: [{ type: 'pause_video' }] };
  }
  if (['idle', 'paused', 'failed'].includes(state.name)) return stay(state);
  return {
    state: { ...state, name: 'paused', hasSession: false, retryPending: false },
    effects: [{ type: 'cancel_retry' }, ...letGo('paused')],
  };
}

function sessionOpened(state: PlayerState): Transition {
  const effects: PlayerEffect[] = [{ type: 'attach' }];
  if (state.name === 'reconnecting') return { state: { ...state, hasSession: true }, effects };
  if (state.name === 'starting' || isAsking(state)) {
    const next = { ...state, isViewerAsked: false, hasSession: true, retryPending: false };
    return { state: { ...next, name: 'connecting', phase: 'buffering' }, effects };
  }
  return { state, effects: [{ type: 'close_session', reason: 'stopped' }] };
}

function suspend(state: PlayerState, reason: SuspendReason): Transition {
  if (state.name === 'idle' || state.suspended) return stay(state);
  if (state.name === 'paused') {
    return state.hasSession
      ? { state: { ...state, hasSession: false }, effects: letGo(reason) }
      : stay(state);
  }
  if (state.name === 'failed' || state.name === 'offline') {
    if (!state.retryPending && state.name === 'failed') return stay(state);
    return {
      state: { ...state, hasSession: false, retryPending: false, suspended: true },
      effects: [{ type: 'cancel_retry' }, { type: 'close_session', reason }],
    };
  }
  return {
    state: { ...state, name: 'paused', hasSession: false, retryPending: false, suspended: true },
    effects: [{ type: 'cancel_retry' }, ...letGo(reason)],
  };
}
