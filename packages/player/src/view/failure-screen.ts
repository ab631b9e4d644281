/** When the camera cannot be shown: what happened, what to do, the code for whoever is asked, and a way to try again. */
import { html, type TemplateResult } from 'lit';
import { errorText } from '../texts/error-text.js';
import { fillIn } from '../texts/fill-in.js';
import { type IconName, icon } from './icons.js';
import type { PlayerActions, PlayerView } from './player-view.js';

type Failure = { iconName: IconName; button: string; slot: 'error' | 'offline' };

function failure(
  view: PlayerView,
  actions: PlayerActions,
  { iconName, button, slot }: Failure,
): TemplateResult {
  const { texts, quantities, state, retrySeconds } = view;
  // No state that draws this is entered without one.
  const error = state.error!;
  const { title, advice } = errorText(texts, error);
  return html`<slot name=${slot}>
    <div class="screen failure" part=${slot}>
      <span class="failure-icon">${icon(iconName)}</span>
      <p class="title" part="message" title=${error.code}>${title}</p>
      <p class="advice">${advice}</p>
      <button class="pill" part="button retry-button" type="button" @click=${actions.play}>${button}</button>
      <p class="small">
        ${
          retrySeconds === null
            ? ''
            : html`<span aria-hidden="true">${fillIn(texts.retryIn, { delay: quantities.duration(retrySeconds) })}</span>`
        }
        <code part="error-code">${error.code}</code>
      </p>
    </div>
  </slot>`;
}

/** The start failed, or a live picture could not be brought back. */
export function errorScreen(view: PlayerView, actions: PlayerActions): TemplateResult {
  return failure(view, actions, { iconName: 'warning', button: view.texts.retry, slot: 'error' });
}

/** The camera is away; the player asks again by itself. */
export function offlineScreen(view: PlayerView, actions: PlayerActions): TemplateResult {
  return failure(view, actions, { iconName: 'cameraOff', button: view.texts.tryNow, slot: 'offline' });
}
