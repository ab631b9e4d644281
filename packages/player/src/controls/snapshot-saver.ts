/**
 * What happens when the viewer takes a picture: the page is asked, the file is saved, the player flashes and says so.
 * Owned by `Controls`.
 */
import { html, type TemplateResult } from 'lit';
import type { SnapshotTaken } from '../events.js';
import type { Texts } from '../texts/texts.js';
import type { ControlsDeps } from './controls.js';
import { saveFile, snapshotFileName } from './snapshot-file.js';

/** How long the note is shown. */
const noteMs = 2500;
/** How long a file is kept for the browser, which on a phone asks first whether to save it. */
const fileMs = 60_000;

export class SnapshotSaver {
  #deps: ControlsDeps;
  #outcome: 'saved' | 'failed' | null = null;
  #cancelNote: () => void = () => {};
  #freeFile: () => void = () => {};
  /** When a picture was last known to be of now: a paused one is named by it. */
  #seenAtMs = 0;

  constructor(deps: ControlsDeps) {
    this.#deps = deps;
  }

  /** What is on the screen is of now. */
  seen(): void {
    this.#seenAtMs = this.#deps.clock().nowMs();
  }

  close(): void {
    this.#cancelNote();
    this.#outcome = null;
    this.#freeFile();
  }

  /** Takes the picture, and saves it unless the page cancels the event `snapshot` to use it otherwise. */
  async save(): Promise<void> {
    const { host, clock } = this.#deps;
    const takenAt = host.currentDate ?? new Date(host.state === 'paused' ? this.#seenAtMs : clock().nowMs());
    try {
      const blob = await host.snapshot();
      this.#flash();
      const fileName = snapshotFileName(host.camera, takenAt);
      const detail: SnapshotTaken = { blob, fileName };
      if (!host.dispatchEvent(new CustomEvent('snapshot', { detail, cancelable: true }))) return;
      this.#freeFile();
      const free = saveFile(blob, fileName);
      const cancelTimer = clock().after(fileMs, free);
      this.#freeFile = () => {
        cancelTimer();
        free();
      };
      this.#say('saved');
    } catch {
      this.#say('failed');
    }
  }

  /** Seen for a moment and read aloud once; empty while there is nothing to say. */
  note({ snapshotSaved, snapshotFailed }: Texts): TemplateResult {
    const outcome = this.#outcome;
    const text = outcome === null ? '' : outcome === 'saved' ? snapshotSaved : snapshotFailed;
    return html`<div class="toast" part="snapshot-note" role="status" data-outcome=${outcome ?? 'none'}>${text}</div>`;
  }

  #say(outcome: 'saved' | 'failed'): void {
    const { host, clock } = this.#deps;
    this.#outcome = outcome;
    this.#cancelNote();
    this.#cancelNote = clock().after(noteMs, () => {
      this.#outcome = null;
      host.requestUpdate();
    });
    host.requestUpdate();
  }

  /** A blink of the picture, not for those who want no motion. */
  #flash(): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const keyframes = [{ filter: 'brightness(2.2)' }, { filter: 'brightness(1)' }];
    this.#deps.video.animate(keyframes, { duration: 380, easing: 'ease-out' });
  }
}
