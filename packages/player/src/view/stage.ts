/** Puts the layers over the video, bottom to top: which of them a state shows is decided here and nowhere else. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PlayerState } from '../state/player-state.js';
import { errorText } from '../texts/error-text.js';
import { fillIn } from '../texts/fill-in.js';
import { errorScreen, offlineScreen } from './failure-screen.js';
import { icon } from './icons.js';
import { idleScreen, posterLayer } from './idle-screen.js';
import type { PlayerActions, PlayerView } from './player-view.js';
import { wakingScreen } from './waking-screen.js';

function screen(view: PlayerView, actions: PlayerActions): TemplateResult | typeof nothing {
  switch (view.state.name) {
    case 'idle':
    case 'paused':
      return idleScreen(view, actions);
    case 'starting':
    case 'connecting':
    case 'buffering':
      // A recording wakes no camera.
      return (view.state.hadPicture || view.isRecording) && !view.state.isViewerAsked
        ? html`<div class="screen"><span class="spinner"></span></div>`
        : wakingScreen(view);
    case 'reconnecting':
      return reconnectingNote(view, actions);
    case 'offline':
      return offlineScreen(view, actions);
    case 'failed':
      return errorScreen(view, actions);
    case 'playing':
      return view.blocked === 'sound' ? unmuteButton(view, actions) : nothing;
  }
}

/** Whether a lost picture has stayed away for so many attempts that it is said why. */
const saysWhy = ({ name, failureCount }: PlayerState): boolean => name === 'reconnecting' && failureCount > 2;

function reconnectingNote(
  { texts, quantities, pictureAgeSeconds, state }: PlayerView,
  { play }: PlayerActions,
): TemplateResult {
  return html`<div class="screen">
    <p class="note" part="status">
      <span class="spinner small-spinner"></span>
      <span class="note-lines">
        <span>${texts.reconnecting}</span>
        <span class="note-age" aria-hidden="true">${fillIn(texts.pictureAge, { age: quantities.ago(pictureAgeSeconds) })}</span>
      </span>
    </p>
    ${
      saysWhy(state)
        ? // It is not entered without an error.
          html`<span class="caption" part="message">${errorText(texts, state.error!).title}</span>
            <button class="pill" part="button retry-button" type="button" @click=${play}>${texts.tryNow}</button>`
        : nothing
    }
  </div>`;
}

function unmuteButton({ texts }: PlayerView, { toggleMute }: PlayerActions): TemplateResult {
  return html`<button class="unmute" part="button unmute-button" type="button" @click=${toggleMute}>
    ${icon('muted')}${texts.tapToUnmute}
  </button>`;
}

/** What comes from the controls, as far as they are there. */
export type ControlLayers = { badge: TemplateResult | HTMLElement | typeof nothing; bar: TemplateResult };

/** Everything above the video and the last picture. */
export function stageLayers(
  view: PlayerView,
  actions: PlayerActions,
  controls: ControlLayers,
): TemplateResult {
  return html`
    ${posterLayer(view, actions)}
    <div class="overlay" part="overlay">
      ${screen(view, actions)}
      <slot name="overlay"></slot>
    </div>
    <div class="top">
      ${controls.badge}
      ${view.label === '' ? nothing : html`<span class="name" part="label">${view.label}</span>`}
    </div>
    ${controls.bar}
    <div class="announcer" role="status">${announcement(view)}</div>
  `;
}

/** Running dry for a moment says nothing: what was said last stays, so that it is not said again afterwards. */
function announcement({ state, texts, isRecording, isShifted, blocked }: PlayerView): string {
  const { error } = state;
  const isInterlude = state.name === 'buffering' && state.hadPicture;
  // Nobody has paused it: it waits for a press.
  if (state.name === 'paused' && blocked === 'playback') return texts.tapToPlay;
  if (state.name === 'starting' && state.isViewerAsked) return texts.allowLocalNetwork;
  const spoken = texts.announcements[isInterlude ? 'playing' : saysWhy(state) ? 'failed' : state.name];
  // What is neither woken nor live says so in the controls.
  if ((isRecording || isShifted) && state.name !== 'paused' && error === null) return '';
  if (error === null) return spoken;
  // Seen in the failure's own words at first, it is said once: in those of the language.
  return texts.errors[error.code] ? fillIn(spoken, errorText(texts, error)) : '';
}
