/**
 * Fetches the controls when somebody is about to need them: beside the request for a session, not before the first
 * picture. Owned by the element; until they are here, and without controls, there is nothing to draw.
 */
import { html, nothing } from 'lit';
import type { PlayerStateName } from '../state/player-state.js';
import { isComplete } from '../texts/texts.js';
import type { PlayerView } from '../view/player-view.js';
import type { ControlLayers } from '../view/stage.js';
import type { Controls, ControlsDeps } from './controls.js';

export class LazyControls {
  #deps: () => ControlsDeps;
  #importControls: () => Promise<typeof import('./controls.js')>;
  #controls: Controls | null = null;
  /** The state in which they were asked for last: after a failure the next state tries again, not the next drawing. */
  #askedIn: PlayerStateName | null = null;

  constructor(deps: () => ControlsDeps, importControls = () => import('./controls.js')) {
    this.#deps = deps;
    this.#importControls = importControls;
  }

  /** To be called at each update; loads once. */
  load(state: PlayerStateName): void {
    if (this.#controls !== null || this.#askedIn === state) return;
    this.#askedIn = state;
    void this.#import();
  }

  /** The controls as soon as they have words, or the place where a page may put its own. */
  render(view: PlayerView): ControlLayers {
    const { texts } = view;
    if (this.#controls !== null && isComplete(texts)) return this.#controls.render({ ...view, texts });
    return { badge: nothing, bar: html`<slot name="controls"></slot>` };
  }

  /** @returns whether a click was for the controls */
  press(event: MouseEvent): boolean {
    return this.#controls?.press(event) ?? false;
  }

  async #import(): Promise<void> {
    try {
      const { Controls } = await this.#importControls();
      if (this.#controls !== null) return;
      const deps = this.#deps();
      this.#controls = new Controls(deps);
      deps.host.requestUpdate();
    } catch {
      // The picture matters more than its buttons; the next state asks again.
    }
  }
}
