/** The bar at the bottom. It asks by the actions and draws what is true; it holds no state of its own. */
import { html, nothing, type TemplateResult } from 'lit';
import { fillIn } from '../texts/fill-in.js';
import { type BarButton, barButton } from './bar-button.js';
import type { BarView } from './bar-view.js';
import type { ControlActions } from './control-actions.js';

/** A button, which names its key while keys are listened to. */
function drawn({ hasHotkeys }: BarView, button: BarButton): TemplateResult {
  return barButton(hasHotkeys ? button : { ...button, key: undefined });
}

function playButton(view: BarView, { togglePlay }: ControlActions): TemplateResult {
  const { texts, stateName } = view;
  const isPaused = stateName === 'paused';
  return drawn(view, {
    part: 'play-button',
    name: isPaused ? texts.play : texts.pause,
    iconName: isPaused ? 'play' : 'pause',
    key: 'k',
    onPress: togglePlay,
  });
}

function volumeControls(view: BarView, actions: ControlActions): TemplateResult {
  const { texts, quantities, isMuted, volume } = view;
  const shown = isMuted ? 0 : volume;
  return html`${drawn(view, {
    part: 'mute-button',
    name: isMuted ? texts.unmute : texts.mute,
    iconName: shown === 0 ? 'muted' : shown < 0.5 ? 'quiet' : 'sound',
    key: 'm',
    onPress: actions.toggleMute,
  })}
    <input
      class="volume"
      part="volume-range"
      type="range"
      min="0"
      max="1"
      step="0.05"
      aria-label=${texts.volume}
      aria-valuetext=${quantities.percent(shown)}
      .value=${String(shown)}
      @input=${(event: Event) => actions.setVolume((event.target as HTMLInputElement).valueAsNumber)}
    />`;
}

/** What the bar has room for only when it is wide; otherwise it stands in the strip. */
function wideButtons(view: BarView, actions: ControlActions): BarButton[] {
  const { texts } = view;
  const buttons: BarButton[] = [...view.timelineButtons];
  if (view.canSnapshot)
    buttons.push({
      part: 'snapshot-button',
      name: texts.snapshot,
      iconName: 'snapshot',
      key: 's',
      onPress: actions.saveSnapshot,
    });
  if (view.canPictureInPicture)
    buttons.push({
      part: 'pip-button',
      name: view.isPictureInPicture ? texts.exitPictureInPicture : texts.pictureInPicture,
      iconName: 'pictureInPicture',
      key: 'p',
      onPress: actions.togglePictureInPicture,
    });
  return buttons;
}

/** What always stands in the strip. */
function stripButtons(view: BarView, actions: ControlActions): BarButton[] {
  const { texts } = view;
  const buttons: BarButton[] = [];
  if (view.canZoom)
    buttons.push(
      {
        part: 'zoom-out-button',
        name: texts.zoomOut,
        iconName: 'zoomOut',
        key: '-',
        onPress: actions.zoomOut,
      },
      {
        part: 'zoom-in-button',
        name: texts.zoomIn,
        iconName: 'zoomIn',
        key: 'Plus',
        onPress: actions.zoomIn,
      },
    );
  if (view.canStats)
    buttons.push({
      part: 'stats-button',
      name: texts.stats.title,
      iconName: 'stats',
      key: 'i',
      isPressed: view.isStatsShown,
      onPress: actions.toggleStats,
    });
  return buttons;
}

/** A button, and behind it the strip with the rest. Nothing where there is nothing to put into it. */
function more(view: BarView, actions: ControlActions, wide: BarButton[]): TemplateResult | typeof nothing {
  const strip = stripButtons(view, actions);
  if (wide.length + strip.length === 0) return nothing;
  const place = strip.length === 0 ? 'narrow' : nothing;
  return html`<div class="more" data-place=${place}>
    ${drawn(view, {
      part: 'more-button',
      name: view.texts.moreControls,
      iconName: 'more',
      isExpanded: view.isMoreOpen,
      onPress: actions.toggleMore,
    })}
    <div class="strip" part="more-controls" ?hidden=${!view.isMoreOpen}>
      ${wide.map((button) => drawn(view, { ...button, place: 'narrow' }))} ${strip.map((button) => drawn(view, button))}
    </div>
  </div>`;
}

/** Sound controls only where there is sound, picture in picture and full screen only where the browser has them. */
export function controlBar(view: BarView, actions: ControlActions): TemplateResult {
  const { texts, quantities, latencySeconds, hasPicture } = view;
  const wide = wideButtons(view, actions);
  const delay = quantities.seconds(latencySeconds ?? 0);
  return html`<div class="bar" part="controls" role="group" aria-label=${texts.controls}>
    ${hasPicture ? playButton(view, actions) : nothing}
    ${hasPicture && view.hasAudio ? volumeControls(view, actions) : nothing}
    <slot name="controls-start"></slot>
    <span class="spacer"></span>
    ${
      latencySeconds === null
        ? nothing
        : html`<span class="latency" part="latency" title=${fillIn(texts.latency, { delay })}>${delay}</span>`
    }
    <slot name="controls-end"></slot>
    ${wide.map((button) => drawn(view, { ...button, place: 'wide' }))} ${more(view, actions, wide)}
    ${
      view.canFullscreen
        ? drawn(view, {
            part: 'fullscreen-button',
            name: view.isFullscreen ? texts.exitFullscreen : texts.fullscreen,
            iconName: view.isFullscreen ? 'exitFullscreen' : 'enterFullscreen',
            key: 'f',
            onPress: actions.toggleFullscreen,
          })
        : nothing
    }
  </div>`;
}
