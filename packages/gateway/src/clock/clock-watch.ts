/**
 * Notices that the clock of the machine was set while the steady one goes on without it: a Raspberry Pi has no clock of its
 * own and boots in the past, and a stream that is always recorded never ends by itself. Owned by whoever can end what goes
 * by the old time.
 */
import type { SteadyClock } from './steady-clock.js';

/** Less is corrected by the time service bit by bit, or is not worth an interruption. */
const tolerableMs = 5000;
const lookEveryMs = 10_000;

export type ClockWatchDeps = {
  clock: Pick<SteadyClock, 'behindMs'>;
  /** The machine's clock is so much ahead (negative: behind). Told again and again, until the steady clock has adopted it. */
  onSet(aheadMs: number): void;
};

export class ClockWatch {
  readonly #deps: ClockWatchDeps;
  #looking: NodeJS.Timeout | undefined;

  constructor(deps: ClockWatchDeps) {
    this.#deps = deps;
  }

  /** Idempotent. */
  start(): void {
    this.#looking ??= setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#looking);
  }

  #look(): void {
    const { clock, onSet } = this.#deps;
    const aheadMs = Math.round(clock.behindMs);
    if (Math.abs(aheadMs) > tolerableMs) onSet(aheadMs);
  }
}
