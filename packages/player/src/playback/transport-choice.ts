/**
 * Remembers which transports did not work, so that the next best is played: each is set aside for a while, longer every
 * time, and then tried again. Owned by `Receiver`, for as long as the camera is watched.
 */
import type { Transport } from '@rpi-live-camera/protocol';
import type { Clock } from '../clock/clock.js';
import type { PlayerError } from '../errors/player-error.js';
import type { ChosenSource } from '../transports/choose-source.js';
import { Countdown } from './countdown.js';

const firstPauseMs = 60_000;
const maxPauseMs = 600_000;

type Aside = { untilMs: number; pauseMs: number; error: PlayerError };

export type TransportChoiceDeps = {
  clock: Clock;
  /** A better transport than the one that plays may work again. */
  onBetterDue: () => unknown;
};

export class TransportChoice {
  readonly #deps: TransportChoiceDeps;
  readonly #aside = new Map<Transport, Aside>();
  readonly #betterDue: Countdown;

  constructor(deps: TransportChoiceDeps) {
    this.#deps = deps;
    this.#betterDue = new Countdown(() => deps.clock);
  }

  /** The best that is not set aside; where all are, the best. */
  choose([best, ...others]: readonly [ChosenSource, ...ChosenSource[]]): ChosenSource {
    return [best, ...others].find(({ source }) => !this.#isAside(source.transport)) ?? best;
  }

  /** Whether there is another one to fall back to. */
  hasOther(candidates: readonly ChosenSource[], than: Transport): boolean {
    return candidates.some(({ source }) => source.transport !== than && !this.#isAside(source.transport));
  }

  /** It did not work. */
  setAside(transport: Transport, error: PlayerError): void {
    const before = this.#aside.get(transport);
    const pauseMs = before ? Math.min(2 * before.pauseMs, maxPauseMs) : firstPauseMs;
    this.#aside.set(transport, { untilMs: this.#deps.clock.nowMs() + pauseMs, pauseMs, error });
  }

  /** Why a better one than this is not played; `null` where this is the best. */
  whyNotBetter(candidates: readonly ChosenSource[], than: Transport): PlayerError | null {
    const [best] = candidates;
    if (best === undefined || best.source.transport === than) return null;
    return this.#aside.get(best.source.transport)?.error ?? null;
  }

  /** Tells when a better one than this is to be tried again; where this is the best, never. */
  awaitBetter(candidates: readonly ChosenSource[], than: Transport): void {
    const better = candidates.slice(
      0,
      candidates.findIndex(({ source }) => source.transport === than),
    );
    const waits = better.map(
      ({ source }) => (this.#aside.get(source.transport)?.untilMs ?? 0) - this.#deps.clock.nowMs(),
    );
    if (waits.length > 0)
      this.#betterDue.set(Math.max(0, Math.min(...waits)), () => this.#deps.onBetterDue());
  }

  /** Nothing plays any more. */
  cancel(): void {
    this.#betterDue.cancel();
  }

  /** Forgets everything. */
  reset(): void {
    this.#aside.clear();
  }

  #isAside(transport: Transport): boolean {
    return (this.#aside.get(transport)?.untilMs ?? 0) > this.#deps.clock.nowMs();
  }
}
