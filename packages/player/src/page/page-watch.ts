/**
 * Watches whether anybody can see the page, and whether anything runs in it. Owned by `Presence`; what follows from it is
 * decided by the state machine. No `unload` or `beforeunload`: they would keep the page out of the back/forward cache.
 */
import type { Clock } from '../clock/clock.js';

/** Hidden for long enough; about to go, perhaps into the back/forward cache; about to be stopped (WICG Page Lifecycle). */
export type UnseenReason = 'hidden' | 'pagehide' | 'frozen';

export type PageWatchDeps = {
  clock: () => Clock;
  /** How long the page may be hidden; `null`: for ever. */
  hiddenDelayMs: () => number | null;
  /** Seen although the page is hidden, as in picture in picture. */
  isSeenElsewhere: () => boolean;
  onUnseen: (reason: UnseenReason) => void;
  onSeen: () => void;
  /** The browser found the network again. */
  onOnline: () => void;
};

export class PageWatch {
  #deps: PageWatchDeps;
  #listening: AbortController | null = null;
  #cancelTimer: () => void = () => {};
  /** By the wall clock, as timers stand still in a sleep. */
  #unseenAtMs = Number.POSITIVE_INFINITY;
  /** The network came back while nobody saw the page, which would wake the camera for nobody. */
  #owesOnline = false;

  constructor(deps: PageWatchDeps) {
    this.#deps = deps;
  }

  /** Whether playing is for somebody: a page that was never shown, or is frozen and let run for a moment, is not seen. */
  get isSeen(): boolean {
    if (!document.hidden) return true;
    const isPrerendered = 'prerendering' in document && document.prerendering === true;
    return this.#deps.hiddenDelayMs() === null && !isPrerendered;
  }

  start(): void {
    if (this.#listening !== null) return;
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal };
    const { onUnseen, onSeen } = this.#deps;
    document.addEventListener('visibilitychange', () => this.#visibilityChanged(), options);
    // Nothing that is held would live on: not the timers, and sockets keep the page out of the back/forward cache.
    window.addEventListener('pagehide', () => onUnseen('pagehide'), options);
    window.addEventListener('pageshow', ({ persisted }) => persisted && onSeen(), options);
    document.addEventListener('freeze', () => onUnseen('frozen'), options);
    document.addEventListener('resume', () => this.isSeen && onSeen(), options);
    window.addEventListener('online', () => this.#online(), options);
    this.look();
  }

  /** Counts anew how long the page is hidden, if it is. */
  look(): void {
    if (document.hidden) this.#visibilityChanged();
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = null;
    this.#cancelTimer();
    this.#unseenAtMs = Number.POSITIVE_INFINITY;
  }

  get #isUnseen(): boolean {
    return this.#deps.clock().nowMs() >= this.#unseenAtMs;
  }

  #online(): void {
    this.#owesOnline = this.#isUnseen;
    if (!this.#owesOnline) this.#deps.onOnline();
  }

  #visibilityChanged(): void {
    const { clock, hiddenDelayMs, isSeenElsewhere, onUnseen, onSeen } = this.#deps;
    this.#cancelTimer();
    if (!document.hidden) {
      // A machine that slept meanwhile has run no timer.
      if (this.#isUnseen && !isSeenElsewhere()) onUnseen('hidden');
      this.#unseenAtMs = Number.POSITIVE_INFINITY;
      // First: what is begun anew because it is seen has found the network already.
      if (this.#owesOnline) this.#online();
      onSeen();
      return;
    }
    const delayMs = hiddenDelayMs();
    if (delayMs === null) return;
    this.#unseenAtMs = clock().nowMs() + delayMs;
    this.#cancelTimer = clock().after(delayMs, () => {
      if (isSeenElsewhere()) this.#visibilityChanged();
      else onUnseen('hidden');
    });
  }
}
