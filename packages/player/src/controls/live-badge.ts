/** Says whether the picture is live, and brings the viewer back to live where it is not. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CompleteView } from '../view/player-view.js';

/**
 * It appears with the first picture: nothing older than that is called live, nor what is watched again. Its colour is never all
 * that tells.
 */
export function liveBadge(view: CompleteView, seekToLive: () => void): TemplateResult | typeof nothing {
  const { state, isBehind, isRecording, isShifted, texts } = view;
  if (isRecording || isShifted) return nothing;
  if (!state.hadPicture || !['playing', 'buffering', 'paused'].includes(state.name)) return nothing;
  const isLive = state.name === 'playing' && !isBehind;
  // A moment without data is no reason to ask anything of the viewer.
  const isAway = state.name === 'paused' || isBehind;
  return html`<button
    class="badge"
    part="button live-button"
    type="button"
    data-live=${isLive ? 'now' : 'behind'}
    aria-disabled=${isLive}
    aria-label=${isLive ? texts.watchingLive : nothing}
    @click=${isLive ? nothing : seekToLive}
  >
    <span class="dot"></span>${isAway ? texts.goToLive : texts.live}
  </button>`;
}
