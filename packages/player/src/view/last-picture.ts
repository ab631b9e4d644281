/**
 * Keeps the last picture on a canvas while the video is emptied for a reconnection, so that the viewer never falls back
 * to black. A Lit controller of the element.
 */
import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { drawPicture } from '../draw-picture.js';

export class LastPicture implements ReactiveController {
  #host: ReactiveControllerHost & { renderRoot: ParentNode };
  #isShown = false;

  constructor(host: ReactiveControllerHost & { renderRoot: ParentNode }) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the picture of before is shown in place of the video. */
  get isShown(): boolean {
    return this.#isShown;
  }

  /** The layer that holds the picture. */
  canvas(): TemplateResult {
    return html`<canvas
      class="last-picture"
      part="last-picture"
      ?hidden=${!this.#isShown}
    ></canvas>`;
  }

  /** Takes what the video shows now; without a picture in it, an older one stays. */
  keep(video: HTMLVideoElement): void {
    const canvas = this.#host.renderRoot.querySelector('canvas');
    if (canvas === null || !drawPicture(video, canvas)) return;
    this.#isShown = true;
    this.#host.requestUpdate();
  }

  /** Hides the picture and frees its memory. */
  drop(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    const canvas = this.#host.renderRoot.querySelector('canvas');
    if (canvas !== null) canvas.width = 0;
    this.#host.requestUpdate();
  }

  hostConnected(): void {}
}
