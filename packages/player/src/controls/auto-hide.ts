/** Hides the control bar while the viewer only watches. A Lit controller of the element. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../clock/clock.js';

/** How long the bar stays after the last move. */
const quietAfterMs = 3000;

export type AutoHideDeps = {
  host: ReactiveControllerHost;
  clock: () => Clock;
  /** The bar goes only while something plays. */
  isWatching: () => boolean;
  /** A key or a pointer is on the controls. */
  isInUse: () => boolean;
};

export class AutoHide implements ReactiveController {
  #deps: AutoHideDeps;
  #isQuiet = false;
  #cancelTimer: () => void = () => {};

  constructor(deps: AutoHideDeps) {
    this.#deps = deps;
    deps.host.addController(this);
  }

  /** Whether the controls are to be hidden. */
  get isQuiet(): boolean {
    return this.#isQuiet && this.#deps.isWatching();
  }

  /** The viewer did something: the controls come back, for a while. */
  wake(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#deps.clock().after(quietAfterMs, () => {
      if (this.#deps.isInUse()) this.wake();
      else this.quiet();
    });
    if (!this.#isQuiet) return;
    this.#isQuiet = false;
    this.#deps.host.requestUpdate();
  }

  /** Hides the controls at once: the pointer has left, or a finger tapped beside them. */
  quiet(): void {
    this.#cancelTimer();
    if (this.#isQuiet || !this.#deps.isWatching()) return;
    this.#isQuiet = true;
    this.#deps.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#cancelTimer();
  }
}
