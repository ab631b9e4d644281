/**
 * The digital zoom of one player: holds how far the picture is enlarged and shows it, as custom properties of the stage
 * that `zoom.styles` reads. Steps glide, gestures follow the hand. Used by `Controls`, its keys and its gestures.
 */
import { coverOf, type Place, panBy, wholePicture, type Zoom, zoomAt } from './zoom.js';

/** One press of a key or a button. */
const stepRatio = 1.4;
/** A double click or tap. */
const doubleRatio = 2.5;

const centre: Place = { x: 0, y: 0 };

export type ZoomControlDeps = {
  stage: HTMLElement;
  video: HTMLVideoElement;
  /** The factor is another one now. */
  onChange: () => void;
};

export class ZoomControl {
  #deps: ZoomControlDeps;
  #zoom: Zoom = wholePicture;

  constructor(deps: ZoomControlDeps) {
    this.#deps = deps;
  }

  get factor(): number {
    return this.#zoom.factor;
  }

  get isZoomed(): boolean {
    return this.#zoom.factor > 1;
  }

  zoomIn(): void {
    this.#step(zoomAt(this.#zoom, stepRatio, centre, this.#cover));
  }

  zoomOut(): void {
    this.#step(zoomAt(this.#zoom, 1 / stepRatio, centre, this.#cover));
  }

  reset(): void {
    this.#step(wholePicture);
  }

  /** Enlarges what lies under a double click; the next one shows the whole picture again. */
  toggleAt(place: Place): void {
    this.#step(this.isZoomed ? wholePicture : zoomAt(this.#zoom, doubleRatio, place, this.#cover));
  }

  /** Looks further right and down, so the picture moves left and up. */
  look(right: number, down: number): void {
    this.#step(panBy(this.#zoom, -right, -down, this.#cover));
  }

  /** Follows a wheel or two fingers: `ratio` at a place. */
  follow(ratio: number, place: Place): void {
    this.#show(zoomAt(this.#zoom, ratio, place, this.#cover), 'follow');
  }

  /** Follows a hand that drags the picture. */
  drag(right: number, down: number): void {
    this.#show(panBy(this.#zoom, right, down, this.#cover), 'follow');
  }

  /** A point of the page as a place in the player. */
  placeOf({ clientX, clientY }: { clientX: number; clientY: number }): Place {
    const { left, top, width, height } = this.#deps.stage.getBoundingClientRect();
    return { x: (clientX - left) / width - 0.5, y: (clientY - top) / height - 0.5 };
  }

  get #cover(): { width: number; height: number } {
    const { stage, video } = this.#deps;
    if (getComputedStyle(video).objectFit !== 'contain') return { width: 1, height: 1 };
    return coverOf(
      { width: video.videoWidth, height: video.videoHeight },
      { width: stage.clientWidth, height: stage.clientHeight },
    );
  }

  #step(zoom: Zoom): void {
    this.#show(zoom, 'glide');
  }

  #show(zoom: Zoom, motion: 'glide' | 'follow'): void {
    const { stage, onChange } = this.#deps;
    const isOther = zoom.factor !== this.#zoom.factor;
    this.#zoom = zoom;
    stage.toggleAttribute('data-gliding', motion === 'glide');
    stage.toggleAttribute('data-zoomed', this.isZoomed);
    stage.style.setProperty('--_zoom', String(zoom.factor));
    stage.style.setProperty('--_zoom-x', `${zoom.x * 100}%`);
    stage.style.setProperty('--_zoom-y', `${zoom.y * 100}%`);
    if (isOther) onChange();
  }
}
