/** The bar at the bottom. It asks by the actions and draws what is true; it holds no state of its own. */
import { html, nothing, type TemplateResult } from 'lit';
import { type IconName, icon } from './icons.js';
import type { PlayerActions, PlayerView } from './player-view.js';

type BarButton = { part: string; name: string; iconName: IconName; onClick: () => void };

function barButton({ part, name, iconName, onClick }: BarButton): TemplateResult {
  return html`<button
    class="control"
    part="button ${part}"
    type="button"
    aria-label=${name}
    title=${name}
    @click=${onClick}
  >
    ${icon(iconName)}
  </button>`;
}

function volumeControls(view: PlayerView, actions: PlayerActions): TemplateResult {
  const { texts, isMuted, volume } = view;
  const shown = isMuted ? 0 : volume;
  return html`${barButton({
    part: 'mute-button',
    name: isMuted ? texts.unmute : texts.mute,
    iconName: shown === 0 ? 'muted' : 'sound',
    onClick: actions.toggleMute,
  })}
    <input
      class="volume"
      part="volume-range"
      type="range"
      min="0"
      max="1"
      step="0.05"
      aria-label=${texts.volume}
      aria-valuetext=${`${Math.round(shown * 100)} %`}
      .value=${String(shown)}
      @input=${(event: Event) => actions.setVolume((event.target as HTMLInputElement).valueAsNumber)}
    />`;
}

/** Sound controls only where there is sound, picture in picture and full screen only where the browser has them. */
export function controlBar(view: PlayerView, actions: PlayerActions): TemplateResult {
  const { texts, state, latencySeconds } = view;
  const isPaused = state.name === 'paused';
  return html`<div class="bar" part="controls">
    ${barButton({
      part: 'play-button',
      name: isPaused ? texts.play : texts.pause,
      iconName: isPaused ? 'play' : 'pause',
      onClick: actions.togglePlay,
    })}
    ${view.hasAudio ? volumeControls(view, actions) : nothing}
    <span class="spacer"></span>
    ${
      latencySeconds === null || state.name !== 'playing'
        ? nothing
        : html`<span class="latency" part="latency" title=${texts.latency(latencySeconds.toFixed(1))}>
            ${latencySeconds.toFixed(1)} s
          </span>`
    }
    ${
      view.canPictureInPicture
        ? barButton({
            part: 'pip-button',
            name: view.isPictureInPicture ? texts.exitPictureInPicture : texts.pictureInPicture,
            iconName: 'pictureInPicture',
            onClick: actions.togglePictureInPicture,
          })
        : nothing
    }
    ${
      view.canFullscreen
        ? barButton({
            part: 'fullscreen-button',
            name: view.isFullscreen ? texts.exitFullscreen : texts.fullscreen,
            iconName: view.isFullscreen ? 'exitFullscreen' : 'enterFullscreen',
            onClick: actions.toggleFullscreen,
          })
        : nothing
    }
  </div>`;
}
