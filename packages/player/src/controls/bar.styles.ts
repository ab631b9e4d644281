/**
 * The bar at the bottom, its buttons and the volume. What has no room goes, the least important first: names and sizes are
 * Media Chrome's where it has one, so that a site's theme carries over.
 */
import { css } from 'lit';

export const barStyles = css`
  .bar {
    --_bar-text: var(--media-text-color, var(--_text));
    position: absolute;
    inset: auto 0 0;
    display: var(--media-control-bar-display, flex);
    align-items: center;
    padding: 36px 4px 2px;
    background: linear-gradient(to top, rgb(4 6 9 / 0.8), rgb(4 6 9 / 0.6) 46px, transparent);
    color: var(--_bar-text);
    pointer-events: none;
    transition: opacity 0.25s;
  }
  .bar > *,
  ::slotted([slot='controls-start']),
  ::slotted([slot='controls-end']) {
    pointer-events: auto;
  }
  .control {
    --_display: grid;
    display: var(--media-control-display, var(--_display));
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    color: var(--media-icon-color, var(--_text));
    transition: background-color 0.15s;
  }
  .control .icon {
    width: var(--media-button-icon-width, 24px);
    height: var(--media-button-icon-height, 24px);
    transform: var(--media-button-icon-transform, none);
  }
  [part~='play-button'] {
    --_display: var(--media-play-button-display, grid);
  }
  [part~='mute-button'] {
    --_display: var(--media-mute-button-display, grid);
  }
  [part~='pip-button'] {
    --_display: var(--media-pip-button-display, grid);
  }
  [part~='fullscreen-button'] {
    --_display: var(--media-fullscreen-button-display, grid);
  }
  .control:active .icon {
    scale: 0.9;
  }
  .control[aria-pressed='true'],
  .control[aria-expanded='true'] {
    background: rgb(255 255 255 / 0.22);
  }
  .spacer {
    flex: 1;
    pointer-events: none !important;
  }
  .latency {
    padding: 0 8px;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    cursor: default;
  }

  .volume {
    --_track: var(--media-range-track-height, 4px);
    appearance: none;
    display: var(--media-control-display, var(--media-volume-range-display, block));
    width: 76px;
    height: 44px;
    margin: 0;
    margin-inline: 2px 10px;
    border-radius: 8px;
    background: none;
    cursor: pointer;
    touch-action: none;
  }
  .volume::-webkit-slider-runnable-track {
    height: var(--_track);
    border-radius: 2px;
    background: linear-gradient(
      to right,
      var(--media-range-bar-color, var(--_text)) var(--_volume),
      var(--media-range-track-background, rgb(255 255 255 / 0.35)) 0
    );
  }
  .volume:dir(rtl)::-webkit-slider-runnable-track {
    background: linear-gradient(
      to left,
      var(--media-range-bar-color, var(--_text)) var(--_volume),
      var(--media-range-track-background, rgb(255 255 255 / 0.35)) 0
    );
  }
  .volume::-moz-range-track {
    height: var(--_track);
    border-radius: 2px;
    background: var(--media-range-track-background, rgb(255 255 255 / 0.35));
  }
  .volume::-moz-range-progress {
    height: var(--_track);
    border-radius: 2px;
    background: var(--media-range-bar-color, var(--_text));
  }
  .volume::-webkit-slider-thumb {
    appearance: none;
    width: 14px;
    height: 14px;
    margin-top: calc(var(--_track) / 2 - 7px);
    border-radius: 50%;
    background: var(--media-range-thumb-background, var(--_text));
    box-shadow: 0 1px 4px rgb(0 0 0 / 0.4);
  }
  .volume::-moz-range-thumb {
    width: 14px;
    height: 14px;
    border: 0;
    border-radius: 50%;
    background: var(--media-range-thumb-background, var(--_text));
  }

  .more {
    position: relative;
    flex: none;
  }
  .strip {
    position: absolute;
    inset-block-end: 48px;
    inset-inline-end: -40px;
    display: flex;
    padding: 0 4px;
    border-radius: 24px;
    background: rgb(12 16 22 / 0.97);
    box-shadow: 0 6px 24px rgb(0 0 0 / 0.4);
  }
  [data-place='narrow'] {
    display: none;
  }

  .stage[data-quiet] {
    cursor: none;
  }
  .stage[data-quiet] :is(.bar, .name) {
    opacity: 0;
  }
  .stage[data-quiet] .bar,
  .stage[data-quiet] .bar * {
    pointer-events: none !important;
  }
  @media (hover: hover) {
    .control:hover {
      background: var(--media-control-hover-background, rgb(255 255 255 / 0.16));
    }
  }
  /* Fingers have the buttons of their phone for it, and iOS lets no page turn the volume. */
  @media (hover: none) {
    .volume {
      display: none;
    }
  }

  @container stage (min-width: 900px) {
    .bar {
      gap: 4px;
      padding: 64px 14px 10px;
      background: linear-gradient(to top, rgb(4 6 9 / 0.78), rgb(4 6 9 / 0.6) 56px, transparent);
    }
    .latency {
      font-size: 14px;
    }
    .volume {
      width: 96px;
    }
    .strip {
      inset-block-end: 54px;
      inset-inline-end: -48px;
    }
  }
  @container stage (max-width: 519.9px) {
    .volume,
    [data-place='wide'] {
      display: none;
    }
    [data-place='narrow'] {
      display: var(--media-control-display, var(--_display, block));
    }
  }
  @container stage (max-width: 319.9px) {
    .latency {
      display: none;
    }
  }
  @container stage (max-width: 259.9px) {
    .more,
    .bar slot {
      display: none !important;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar,
    .control {
      transition: none;
    }
    .control:active .icon {
      scale: none;
    }
  }
  @media (prefers-contrast: more) {
    .bar,
    .strip {
      background: #000;
    }
    .bar {
      padding-top: 2px;
    }
  }
  @media (forced-colors: active) {
    .bar {
      padding-top: 2px;
      background: Canvas;
    }
    .control {
      border-radius: 8px;
    }
    .control[aria-pressed='true'],
    .control[aria-expanded='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .volume {
      appearance: auto;
    }
    .strip {
      padding: 0;
      border-radius: 8px;
      border: 1px solid CanvasText;
      background: Canvas;
    }
  }
`;
