/** A start that began before `Playback` was loaded: what `LazyPlayback` hands over to it. */
import type { EarlyClaim } from '../session/early-claim.js';
import type { PlayerEvent, PlayerState } from '../state/player-state.js';

export type EarlyStart = {
  /** As the page knows it. */
  state: PlayerState;
  /** Epoch. */
  startedAtMs: number;
  /** The session that has been asked for; `null`: none could be, or nobody wants to watch any more. */
  claim: EarlyClaim | null;
  /** What happened since: nothing, or first of all something by which nobody wants to watch any more. */
  postponed: readonly PlayerEvent[];
};
