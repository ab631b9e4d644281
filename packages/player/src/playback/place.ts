/**
 * Which moment the viewer watches: what happens now, or one that can be watched again. Outlives attachments and sessions,
 * so that a reconnection goes on where it was. Owned by `Playback`.
 */
import type { Clock } from '../clock/clock.js';
import type { PlayerEvent } from '../state/player-state.js';
import type { Receiver } from './receiver.js';
import type { Watchable } from './receiver-deps.js';

export type PlaceDeps = {
  clock: Clock;
  receiver: Receiver;
  /** What is held now. */
  media: () => Watchable | null;
  isPaused: () => boolean;
  dispatch: (event: PlayerEvent) => void;
};

/** What is sought nearer to now than this is live. */
const liveSnapMs = 3000;

export class Place {
  readonly #deps: PlaceDeps;
  /** Epoch, by the gateway's clock; `null`: live. `undefined`: it is not known yet what can be watched. */
  #atMs: number | null | undefined;

  constructor(deps: PlaceDeps) {
    this.#deps = deps;
  }

  /** The moment at which media is to be attached: epoch, by the gateway's clock; `null`: live. */
  get atMs(): number | null {
    return this.#atMs ?? null;
  }

  /** Whether a moment of before is wanted. */
  get isShifted(): boolean {
    return this.atMs !== null;
  }

  /** For how long that can be watched again; 0: live only. */
  get leftMs(): number {
    const liveMs = this.#liveMs;
    return this.#reachMs - (liveMs - (this.atMs ?? liveMs));
  }

  /** When the picture on the screen was taken, by the gateway's clock; `null`: unknown. */
  get date(): Date | null {
    const ms = this.#dateMs;
    return ms === null ? null : new Date(ms);
  }

  get #dateMs(): number | null {
    return this.#deps.receiver.dateMs ?? (this.#atMs || null);
  }

  /** Stretches of time that can be watched; without a playlist that tells, the time that the session promises. */
  get spans(): { start: Date; end: Date }[] {
    const { timeline } = this.#deps.receiver;
    if (timeline !== null)
      return timeline.spans.map(({ startAtMs, durationSeconds }) =>
        spanOf(startAtMs, durationSeconds * 1000),
      );
    const reachMs = this.#isRecording ? 0 : this.#reachMs;
    return reachMs > 0 ? [spanOf(this.#liveMs - reachMs, reachMs)] : [];
  }

  /**
   * It is known what can be watched.
   *
   * @param startAt the moment that the page wants to begin with (ISO 8601); what is none begins live, a recording at its beginning
   */
  begin(startAt: string | null): void {
    if (this.#atMs === undefined) this.#atMs = Date.parse(startAt ?? '') || null;
    if (this.#reachMs === 0) this.#atMs = null;
    if (this.#isRecording) this.#atMs ??= 0;
  }

  /** The next start is another one. */
  forget(): void {
    this.#atMs = undefined;
  }

  /** Where it can be watched again, the place is kept. */
  pause(): void {
    if (this.#reachMs > 0) this.#atMs = this.#dateMs ?? this.#liveMs;
  }

  /** A recording has come to its end: it begins anew when it is played again. */
  rewind(): void {
    this.#atMs = 0;
  }

  /** Plays what was paused. */
  playOn(): void {
    const { receiver, dispatch } = this.#deps;
    if (this.atMs !== null && !receiver.isShifted) return dispatch({ type: 'sought' });
    receiver.live.seek();
    void receiver.play();
  }

  /** To be called about once a second while playing. */
  follow(): void {
    const { receiver } = this.#deps;
    if (receiver.isShifted) this.#atMs = this.#dateMs ?? this.atMs;
  }

  /** @param atMs epoch, by the gateway's clock; the nearest moment that can be watched is shown */
  seekTo(atMs: number): void {
    const { receiver, dispatch } = this.#deps;
    if (this.#reachMs === 0) return;
    if (!this.#isRecording && atMs > this.#liveMs - liveSnapMs) return this.seekToLive();
    this.#atMs = atMs;
    if (!receiver.seekTo(atMs)) dispatch({ type: 'sought' });
  }

  /** Jumps to the live edge, and plays when paused. Of a recording nothing is live. */
  seekToLive(): void {
    const { receiver, isPaused, dispatch } = this.#deps;
    if (this.#isRecording) return;
    this.#atMs = null;
    if (receiver.isShifted || !receiver.isAttached) dispatch({ type: 'sought' });
    else if (isPaused()) dispatch({ type: 'play' });
    else receiver.live.seek();
  }

  /** How far back it can be watched. */
  get #reachMs(): number {
    return this.#deps.media()?.timeShiftMs ?? 0;
  }

  get #isRecording(): boolean {
    return this.#reachMs === Number.POSITIVE_INFINITY;
  }

  /** Now, by the gateway's clock. */
  get #liveMs(): number {
    return this.#deps.clock.nowMs() + (this.#deps.media()?.clockOffsetMs ?? 0);
  }
}

function spanOf(startAtMs: number, durationMs: number): { start: Date; end: Date } {
  return { start: new Date(startAtMs), end: new Date(startAtMs + durationMs) };
}
