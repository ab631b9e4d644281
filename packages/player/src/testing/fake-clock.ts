/** A clock that tests move by hand, and that knows what still waits. */
import type { Clock } from '../clock/clock.js';

type Timer = { dueAtMs: number; intervalMs: number | null; callback: () => void };

export class FakeClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 20, 12);
  #timers = new Set<Timer>();

  /** Timers that have neither fired nor been cancelled. */
  get pendingCount(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#add({ dueAtMs: this.#nowMs + delayMs, intervalMs: null, callback });
  }

  every(intervalMs: number, callback: () => void): () => void {
    return this.#add({ dueAtMs: this.#nowMs + intervalMs, intervalMs, callback });
  }

  /** Moves time on, firing what becomes due in its order. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let timer = this.#nextDue(endMs); timer !== undefined; timer = this.#nextDue(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, timer.dueAtMs);
      if (timer.intervalMs === null) this.#timers.delete(timer);
      else timer.dueAtMs += timer.intervalMs;
      timer.callback();
    }
    this.#nowMs = endMs;
  }

  /** As in a machine that sleeps: time goes by, timers stand still, and go on where they were. */
  sleep(ms: number): void {
    this.#nowMs += ms;
    for (const timer of this.#timers) timer.dueAtMs += ms;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #nextDue(endMs: number): Timer | undefined {
    const due = [...this.#timers].filter(({ dueAtMs }) => dueAtMs <= endMs);
    return due.sort((a, b) => a.dueAtMs - b.dueAtMs)[0];
  }
}
