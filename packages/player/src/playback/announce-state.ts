/** Which events tell the page of a change of state. Called by `Playback` after each change, when its effects have run. */
import type { Notify } from '../events.js';
import type { PlayerState } from '../state/player-state.js';

export type StateFacts = {
  /** Until the scheduled retry; 0 when the attempt begins at once. */
  retryDelayMs: number;
  /** Since the last picture. */
  downtimeMs: number;
};

/** Fires `reconnecting`, `reconnected`, `error` and `statechange`, in this order, as far as they apply. */
export function announceState(
  notify: Notify,
  state: PlayerState,
  previous: PlayerState,
  facts: StateFacts,
): void {
  const { name, error } = state;
  const isNewError = error !== null && error !== previous.error;
  if (name === 'reconnecting' && isNewError) {
    notify('reconnecting', { attempt: state.failureCount, delayMs: facts.retryDelayMs, error });
  }
  if (name === 'playing' && previous.name === 'reconnecting') {
    notify('reconnected', { attempts: previous.failureCount, downtimeMs: facts.downtimeMs });
  }
  if ((name === 'failed' || name === 'offline') && isNewError) notify('error', error);
  if (name !== previous.name) notify('statechange', { state: name, previous: previous.name, error });
}
