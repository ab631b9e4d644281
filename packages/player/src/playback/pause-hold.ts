/**
 * How long a paused player holds on to what it was given: media for a while, the session for as long as the place at which
 * it was paused can be watched again. Owned by `Playback`.
 */
import type { Clock } from '../clock/clock.js';
import type { PlayerEvent } from '../state/player-state.js';
import { Countdown } from './countdown.js';

export type PauseHoldDeps = {
  clock: () => Clock;
  dispatch: (event: PlayerEvent) => void;
};

export type HoldLimits = {
  /** How long a paused player keeps the camera. */
  pauseReleaseMs: number;
  /** For how long the place can be watched again; 0: live only; infinite: a recording, which costs no camera. */
  leftMs: number;
};

export class PauseHold {
  readonly #deps: PauseHoldDeps;
  readonly #countdown: Countdown;

  constructor(deps: PauseHoldDeps) {
    this.#deps = deps;
    this.#countdown = new Countdown(deps.clock);
  }

  begin({ pauseReleaseMs, leftMs }: HoldLimits): void {
    const { dispatch } = this.#deps;
    if (leftMs === Number.POSITIVE_INFINITY) return;
    const release = () => dispatch({ type: 'release' });
    if (leftMs <= pauseReleaseMs) {
      this.#countdown.set(pauseReleaseMs, release);
      return;
    }
    this.#countdown.set(pauseReleaseMs, () => {
      this.#countdown.set(leftMs - pauseReleaseMs, release);
      dispatch({ type: 'rest' });
    });
  }

  cancel(): void {
    this.#countdown.cancel();
  }
}
