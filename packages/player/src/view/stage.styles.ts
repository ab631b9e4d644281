/** The frame: its shape, the video, what lies over it, and the colours and sizes the rest is made of. */
import { css } from 'lit';

export const stageStyles = css`
  :host {
    display: block;
    position: relative;
    max-width: 100%;
    --_text: var(--media-primary-color, #fff);
    --_accent: var(--media-accent-color, #5ac8fa);
    --_live: var(--media-live-button-indicator-color, #ff453a);
    --_glass: var(--media-control-background, rgb(12 16 22 / 0.62));
    --_focus: var(--media-focus-box-shadow, 0 0 0 2px #0b0f14, 0 0 0 4px var(--_accent));
    --_backdrop: var(
      --rpi-live-camera-background,
      radial-gradient(130% 130% at 50% -10%, #26313f 0%, #131a23 52%, #0a0e13 100%)
    );
  }
  :host([hidden]) {
    display: none;
  }
  .stage {
    position: relative;
    width: 100%;
    height: 100%;
    aspect-ratio: var(--rpi-live-camera-aspect-ratio, var(--_video-aspect, 16 / 9));
    overflow: hidden;
    container: stage / inline-size;
    border-radius: var(--rpi-live-camera-border-radius, 0);
    background: var(--_backdrop);
    color: var(--_text);
    font: 400 15px/1.4 var(--media-font-family, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    -webkit-tap-highlight-color: transparent;
    -webkit-user-select: none;
    user-select: none;
    color-scheme: dark;
  }
  :host(:fullscreen) .stage {
    aspect-ratio: auto;
    border-radius: 0;
    background: #000;
  }
  /* The layout follows the page's direction, each text its own: English keeps its full stop on the right. */
  .stage :is(p, span, button, dt, dd) {
    unicode-bidi: plaintext;
  }
  .stage:focus {
    outline: none;
  }
  /* Where nothing else is on the screen, no ring has to say where the keys go. */
  :host(:not(:fullscreen)) .stage:focus-visible::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    box-shadow: inset 0 0 0 3px var(--_accent);
    pointer-events: none;
  }
  video,
  .last-picture,
  .poster,
  .poster img,
  ::slotted([slot='poster']) {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--media-object-fit, contain);
    object-position: var(--media-object-position, 50% 50%);
  }
  video[data-empty] {
    visibility: hidden;
  }
  .last-picture,
  .stage[data-state='reconnecting'] video {
    filter: var(--rpi-live-camera-stale-filter, grayscale(0.9) brightness(0.55));
  }
  [hidden] {
    display: none !important;
  }
  .poster img {
    object-fit: cover;
    transition: filter 0.4s;
  }
  .stage:not([data-state='idle'], [data-state='paused']) .poster img {
    filter: blur(14px) brightness(0.45);
    scale: 1.08;
  }
  .poster::after {
    content: '';
    position: absolute;
    inset: 0;
    background: radial-gradient(closest-side, rgb(0 0 0 / 0.3), transparent);
  }
  .overlay {
    position: absolute;
    inset: 0;
  }
  .top {
    position: absolute;
    inset: 12px 12px auto;
    display: flex;
    align-items: flex-start;
    gap: 8px;
    pointer-events: none;
  }
  .name {
    overflow: hidden;
    padding: 0 11px;
    border-radius: 17px;
    background: var(--_glass);
    font-size: 13px;
    font-weight: 500;
    line-height: 28px;
    text-overflow: ellipsis;
    white-space: nowrap;
    -webkit-backdrop-filter: blur(14px) saturate(1.4);
    backdrop-filter: blur(14px) saturate(1.4);
  }
  ::slotted([slot='controls']) {
    position: absolute;
    inset: auto 0 0;
  }
  .icon {
    display: block;
    width: 24px;
    height: 24px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button {
    appearance: none;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:focus-visible,
  input:focus-visible {
    outline: 2px solid transparent;
    box-shadow: var(--_focus);
  }
  .announcer {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @container stage (min-width: 900px) {
    .top {
      inset: 20px 20px auto;
      gap: 10px;
    }
    .name {
      padding: 0 14px;
      font-size: 14px;
      line-height: 34px;
    }
  }
  @container stage (max-width: 420px) {
    .top {
      inset: 8px 8px auto;
    }
    /* The words of a failure need the room. */
    .stage:has(.pill) .name {
      display: none;
    }
  }
  @container stage (max-width: 259.9px) {
    .name {
      display: none;
    }
  }
  @media (forced-colors: active) {
    button {
      border: 1px solid ButtonText;
    }
  }
`;
