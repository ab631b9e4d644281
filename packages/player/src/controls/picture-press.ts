/**
 * What a click or a tap on the picture means while the controls are there. A mouse pauses and plays; a finger, which
 * cannot hover, shows and hides the controls. Two in a row enlarge the picture; a single click waits for the second.
 */
import type { Clock } from '../clock/clock.js';
import type { ZoomControl } from './zoom-control.js';

/** Two presses within this time and distance are one double press. */
const doubleMs = 260;
const doublePixels = 30;

export type PicturePressDeps = {
  clock: () => Clock;
  zoom: ZoomControl;
  canZoom: () => boolean;
  togglePlay: () => void;
  /** Shows hidden controls, hides shown ones. */
  toggleBar: () => void;
};

export class PicturePress {
  #deps: PicturePressDeps;
  #first: { clientX: number; clientY: number } | null = null;
  #cancelTimer: () => void = () => {};

  constructor(deps: PicturePressDeps) {
    this.#deps = deps;
  }

  press(event: MouseEvent, pointerType: string): void {
    const { zoom, canZoom, togglePlay, toggleBar } = this.#deps;
    const isTouch = pointerType === 'touch';
    if (!canZoom()) {
      if (isTouch) toggleBar();
      else togglePlay();
      return;
    }
    if (this.#isSecond(event)) {
      this.cancel();
      zoom.toggleAt(zoom.placeOf(event));
      return;
    }
    this.cancel();
    this.#first = event;
    if (isTouch) toggleBar();
    this.#cancelTimer = this.#deps.clock().after(doubleMs, () => {
      this.#first = null;
      if (!isTouch) togglePlay();
    });
  }

  /** Forgets a click that still waits. */
  cancel(): void {
    this.#cancelTimer();
    this.#first = null;
  }

  #isSecond({ clientX, clientY }: MouseEvent): boolean {
    const first = this.#first;
    return first !== null && Math.hypot(clientX - first.clientX, clientY - first.clientY) <= doublePixels;
  }
}
