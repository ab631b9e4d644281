/**
 * One tick a second while something moves or counts, and what a tick that comes much too late tells: nothing has run
 * meanwhile, because the machine slept, the browser was stopped, or the page stood still behind a dialog. Owned by `Playback`.
 */
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import type { PlayerState } from '../state/player-state.js';

/** None in a player that is idle, failed or paused. */
export function needsTicks({ name, retryPending }: PlayerState): boolean {
  return name !== 'idle' && ((name !== 'failed' && name !== 'paused') || retryPending);
}

const tickMs = 1000;
/**
 * A page that computes hard is late by less. A dialog (`alert()`, `print()`) that is open for longer counts as a sleep: no
 * keep-alive was sent behind it and no media taken, and no clock that all browsers have tells the two apart.
 */
export const sleepLimitMs = 5000;

export type TickerDeps = {
  /** Read at each use, since tests replace it. */
  clock: () => Clock;
  onTick: () => void;
  /** In place of a tick. */
  onWoken: (error: PlayerError) => void;
};

export class Ticker {
  #deps: TickerDeps;
  #cancel: (() => void) | null = null;
  #tickedAtMs = 0;

  constructor(deps: TickerDeps) {
    this.#deps = deps;
  }

  /** Harmless when it runs. */
  start(): void {
    if (this.#cancel !== null) return;
    this.#tickedAtMs = this.#deps.clock().nowMs();
    this.#cancel = this.#deps.clock().every(tickMs, () => this.#tick());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** What was missed until now is no sleep: browsers let hidden pages tick once a minute. Returns whether much was. */
  forgive(): boolean {
    return this.#cancel !== null && this.#lateMs() >= sleepLimitMs;
  }

  /** How much later than due this is by the wall clock, as others stand still in a sleep; counted anew from now on. */
  #lateMs(): number {
    const nowMs = this.#deps.clock().nowMs();
    const lateMs = nowMs - this.#tickedAtMs - tickMs;
    this.#tickedAtMs = nowMs;
    return lateMs;
  }

  #tick(): void {
    const lateMs = this.#lateMs();
    if (lateMs < sleepLimitMs || document.hidden) return this.#deps.onTick();
    const message = `Nothing ran for ${Math.round(lateMs / 1000)} s: the machine slept, or a dialog stood open.`;
    this.#deps.onWoken(new PlayerError('stream_stalled', message));
  }
}
