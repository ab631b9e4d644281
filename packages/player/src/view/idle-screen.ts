/** Before anything is asked of a camera, and while the viewer has paused: one big button. */
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.js';
import type { PlayerActions, PlayerView } from './player-view.js';

/** The poster behind the screens; nothing once there has been a picture. */
export function posterLayer(
  { posterUrl, state, hasLastPicture }: PlayerView,
  { posterFailed }: PlayerActions,
): TemplateResult {
  return html`<div class="poster" part="poster" ?hidden=${state.hadPicture || hasLastPicture}>
    <slot name="poster">
      ${posterUrl === null ? '' : html`<img part="poster-image" src=${posterUrl} alt="" @error=${posterFailed} />`}
    </slot>
  </div>`;
}

/** The big play button, with its name in words unless the picture itself tells what is paused. */
export function idleScreen(
  { state, texts, blocked, isRecording }: PlayerView,
  { play }: PlayerActions,
): TemplateResult {
  const isBlocked = blocked === 'playback';
  const name = isBlocked ? texts.tapToPlay : state.name === 'idle' && !isRecording ? texts.start : texts.play;
  return html`<div class="screen idle" part="idle">
    <button class="big-play" part="button play-button" type="button" aria-label=${name} @click=${play}>
      ${icon('play')}
    </button>
    ${state.name === 'idle' || isBlocked ? html`<span class="caption" aria-hidden="true">${name}</span>` : nothing}
  </div>`;
}
