/**
 * The part of the state machine that deals with what breaks without anybody's fault: nobody saw the page, the machine
 * slept, the network was away, the session was replaced by another. Pure, called by `transition.ts` alone.
 */
import type { PlayerError } from '../errors/player-error.js';
import { initialState, letGo, type PlayerState, stay, type Transition } from './player-state.js';

/**
 * Nothing ran for a while, and nobody knows which connections have outlived it: all begins anew at once, with the last
 * picture shown as what it is.
 */
export function afterSleep(state: PlayerState, error: PlayerError): Transition {
  switch (state.name) {
    case 'idle':
    case 'paused':
      return stay(state);
    case 'failed':
      return tryAgain(state);
    case 'offline':
      return askAnew(state);
    case 'starting':
    case 'connecting':
    case 'buffering':
    case 'playing':
    case 'reconnecting': {
      const isLive = state.hadPicture || state.name === 'reconnecting';
      const next = { ...state, hasSession: false, retryPending: false, failureCount: 1 };
      return {
        state: isLive
          ? { ...next, name: 'reconnecting', error }
          : { ...next, name: 'starting', phase: 'waking' },
        effects: [{ type: 'cancel_retry' }, ...letGo('frozen'), { type: 'open_session' }],
      };
    }
  }
}

/**
 * Somebody sees the page again. A picture that was there is brought back as one that was lost, whatever stands in its way at
 * first; a camera that was offline is asked on.
 */
export function afterReturn(state: PlayerState): Transition {
  if (!state.suspended) return stay(state);
  if (state.name === 'offline') return askAnew({ ...state, suspended: false });
  return askAnew({ ...initialState, name: 'starting', isReturn: state.hadPicture || state.isReturn });
}

/** The network is back: no attempt waits any longer, and one that is under way may hang, so it is made anew. */
export function afterNetworkReturn(state: PlayerState): Transition {
  if (state.suspended) return stay(state);
  if (state.name === 'reconnecting' || state.name === 'offline') return askAnew(state);
  // No camera was woken, so nobody has to decide whether to try again.
  if (state.name === 'failed' && state.error?.code === 'gateway_unreachable') {
    return askAnew({ ...initialState, name: 'starting' });
  }
  return stay(state);
}

/** Another session is open in place of the one that plays: its sources are attached; the last picture bridges that. */
export function afterRenewal(state: PlayerState): Transition {
  if (!state.hasSession || state.name === 'paused') return stay(state);
  return {
    state: { ...state, name: state.name === 'playing' ? 'buffering' : state.name, retryPending: false },
    effects: [{ type: 'cancel_retry' }, { type: 'attach' }],
  };
}

/** Whether it may be asking again behind the screen that says why it cannot be watched. */
export function isAsking({ name, retryPending }: PlayerState): boolean {
  return name === 'offline' || (name === 'failed' && retryPending);
}

/** An attempt that waits is made now. */
export function tryAgain(state: PlayerState): Transition {
  if (!state.retryPending) return stay(state);
  // What has failed stays on the screen, and the failure count, which bounds the repetitions, until there is news.
  if (state.name === 'failed')
    return { state, effects: [{ type: 'cancel_retry' }, { type: 'open_session' }] };
  return askAnew(state);
}

function askAnew(state: PlayerState): Transition {
  return {
    state: { ...state, retryPending: false },
    effects: [{ type: 'cancel_retry' }, state.hasSession ? { type: 'attach' } : { type: 'open_session' }],
  };
}
