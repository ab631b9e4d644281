/**
 * Wheel, fingers and mouse on the picture, for the zoom. While the whole picture is shown, a finger and the wheel belong to
 * the page, which scrolls; only Ctrl or ⌘ with the wheel (a pinch on a touchpad) and two fingers are ours.
 */
import { isOnPicture } from '../view/press-picture.js';
import type { ZoomControl } from './zoom-control.js';

export type PictureGesturesDeps = {
  stage: HTMLElement;
  zoom: ZoomControl;
  canZoom: () => boolean;
};

type Pointer = { clientX: number; clientY: number };

/** Less than this is a shaky click. */
const dragStartPixels = 6;
/** Per pixel that a wheel turns; touchpads send a pinch as small steps with Ctrl. */
const wheelRate = 0.002;
const pinchWheelRate = 0.01;
/** Of the wheel's other units, `WheelEvent.deltaMode`. */
const linePixels = 16;

export class PictureGestures {
  #deps: PictureGesturesDeps;
  #pointers = new Map<number, Pointer>();
  #pressedAt: Pointer = { clientX: 0, clientY: 0 };
  #hasDragged = false;
  #pointerType = 'mouse';

  constructor(deps: PictureGesturesDeps) {
    this.#deps = deps;
    const { stage } = deps;
    stage.addEventListener('wheel', (event) => this.#turn(event), { passive: false });
    stage.addEventListener('touchstart', (event) => this.#touch(event), { passive: false });
    stage.addEventListener('pointerdown', (event) => this.#press(event));
    stage.addEventListener('pointermove', (event) => this.#move(event));
    for (const type of ['pointerup', 'pointercancel'] as const)
      stage.addEventListener(type, ({ pointerId }) => this.#pointers.delete(pointerId));
  }

  /** What pressed last: older browsers do not say it with the click. */
  get pointerType(): string {
    return this.#pointerType;
  }

  /** The press that just ended has moved the picture, so its click means nothing. */
  get hasDragged(): boolean {
    return this.#hasDragged;
  }

  #turn(event: WheelEvent): void {
    const { zoom, canZoom } = this.#deps;
    const isPinch = event.ctrlKey || event.metaKey;
    if (!canZoom() || !(isPinch || zoom.isZoomed) || !isOnPicture(event)) return;
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * linePixels;
    const isTouchpad = event.ctrlKey && Math.abs(pixels) < 50;
    zoom.follow(Math.exp(-pixels * (isTouchpad ? pinchWheelRate : wheelRate)), zoom.placeOf(event));
  }

  /** Two fingers are ours, so the browser must not take them for scrolling the page. */
  #touch(event: TouchEvent): void {
    if (event.touches.length === 2 && this.#deps.canZoom() && event.cancelable) event.preventDefault();
  }

  #press(event: PointerEvent): void {
    this.#pointerType = event.pointerType;
    if (this.#pointers.size === 0) {
      this.#hasDragged = false;
      this.#pressedAt = event;
    }
    if (event.button !== 0 || this.#pointers.size === 2 || !isOnPicture(event)) return;
    this.#pointers.set(event.pointerId, event);
  }

  #move(event: PointerEvent): void {
    // Released outside the window, where nobody heard of it.
    if (event.pointerType === 'mouse' && event.buttons === 0) this.#pointers.delete(event.pointerId);
    const before = this.#pointers.get(event.pointerId);
    if (before === undefined || !this.#deps.canZoom()) return;
    if (this.#pointers.size === 2) this.#pinch(event, before);
    else this.#drag(event, before);
  }

  #pinch(event: PointerEvent, before: Pointer): void {
    const { zoom } = this.#deps;
    const [, other] = [...this.#pointers].find(([pointerId]) => pointerId !== event.pointerId)!;
    this.#pointers.set(event.pointerId, event);
    this.#hasDragged = true;
    const middle = between(before, other);
    zoom.follow(distance(event, other) / Math.max(1, distance(before, other)), zoom.placeOf(middle));
    this.#dragBetween(middle, between(event, other));
  }

  #drag(event: PointerEvent, before: Pointer): void {
    const { zoom, stage } = this.#deps;
    if (!zoom.isZoomed) return;
    if (!this.#hasDragged) {
      if (distance(event, this.#pressedAt) < dragStartPixels) return;
      this.#hasDragged = true;
      stage.setPointerCapture(event.pointerId);
    }
    this.#pointers.set(event.pointerId, event);
    this.#dragBetween(before, event);
  }

  #dragBetween(from: Pointer, to: Pointer): void {
    const { zoom } = this.#deps;
    const [start, end] = [zoom.placeOf(from), zoom.placeOf(to)];
    zoom.drag(end.x - start.x, end.y - start.y);
  }
}

function distance(a: Pointer, b: Pointer): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}

function between(a: Pointer, b: Pointer): Pointer {
  return { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
}
