/** Since when what is so: the times and counts that `Playback` goes by and the page is shown. */
import type { Clock } from '../clock/clock.js';
import type { PlayerStateName } from '../state/player-state.js';

const playingNames: ReadonlySet<PlayerStateName> = new Set(['playing', 'buffering', 'paused']);

export class PlayTimes {
  readonly #clock: () => Clock;
  #reconnectCount = 0;
  #beganAtMs = 0;
  /** Since when pictures have come without a failure; 0: they do not. */
  #playingSinceMs = 0;
  #pictureLostAtMs = 0;

  /** @param clock read at each use, since tests replace it */
  constructor(clock: () => Clock) {
    this.#clock = clock;
  }

  /** Reconnections since the last start. */
  get reconnectCount(): number {
    return this.#reconnectCount;
  }
  /** Whole seconds since the camera was asked for. */
  get elapsedSeconds(): number {
    return Math.max(0, Math.floor((this.#clock().nowMs() - this.#beganAtMs) / 1000));
  }
  /** For how long pictures have come without a failure. */
  get playedMs(): number {
    return this.#playingSinceMs === 0 ? 0 : this.#clock().nowMs() - this.#playingSinceMs;
  }
  /** How long ago the picture was new when it was lost. */
  get withoutPictureMs(): number {
    return Math.max(0, this.#clock().nowMs() - this.#pictureLostAtMs);
  }

  /** The camera is asked for. @param atMs epoch; default now */
  began(atMs: number = this.#clock().nowMs()): void {
    this.#beganAtMs = atMs;
  }

  /** @param pictureAtMs when the newest picture was shown; epoch */
  entered(name: PlayerStateName, previous: PlayerStateName, pictureAtMs: number): void {
    if (name === 'playing') this.#playingSinceMs ||= this.#clock().nowMs();
    else if (!playingNames.has(name)) this.#playingSinceMs = 0;
    if (previous === 'playing') this.#pictureLostAtMs = pictureAtMs;
    if (name === 'idle') this.#reconnectCount = 0;
    if (previous === 'reconnecting' && name === 'playing') this.#reconnectCount += 1;
  }
}
