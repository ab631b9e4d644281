/**
 * Hides the controls while the viewer only watches: some seconds after the last sign of a mouse or a key. A Lit
 * controller of the element. Fingers cannot hover; what a tap means is decided in `picture-press`.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../clock/clock.js';

/** How long the controls stay after the last sign. */
const quietAfterMs = 3000;

export type AutoHideDeps = {
  host: ReactiveControllerHost;
  clock: () => Clock;
  /** The controls go only while something plays. */
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
    this.#cancelTimer = this.#deps.clock().after(quietAfterMs, () => this.#quietUnlessInUse());
    if (!this.#isQuiet) return;
    this.#isQuiet = false;
    this.#deps.host.requestUpdate();
  }

  /** The pointer has left: the controls go at once, unless the keyboard is on them. */
  leave(): void {
    if (!this.#deps.isInUse()) this.quiet();
  }

  /** Hides the controls at once. */
  quiet(): void {
    this.#cancelTimer();
    if (this.#isQuiet || !this.#deps.isWatching()) return;
    this.#isQuiet = true;
    this.#deps.host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#cancelTimer();
  }

  #quietUnlessInUse(): void {
    if (this.#deps.isInUse()) this.wake();
    else this.quiet();
  }
}
