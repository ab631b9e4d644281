/**
 * The line of time above the bar. Names are Media Chrome's where it has one, so that a site's theme carries over. A plain text:
 * this chunk needs nothing of the core.
 */
const css = String.raw;

export const timelineStyles = css`
  .timeline {
    position: absolute;
    inset: auto 12px 46px;
    /* Over the shade of the bar, which comes behind it, and below the strip that opens there. */
    z-index: 1;
    display: var(--media-control-display, var(--media-time-range-display, flex));
    align-items: center;
    gap: 12px;
    color: var(--media-text-color, var(--_text));
    font-size: 13px;
    font-variant-numeric: tabular-nums;
    pointer-events: none;
    transition: opacity 0.25s;
  }
  .time-range {
    position: relative;
    flex: 1;
    min-width: 0;
    height: 44px;
    border-radius: 8px;
    cursor: pointer;
    pointer-events: auto;
    touch-action: none;
  }
  .time-track,
  .time-played,
  .time-buffered,
  .time-clip,
  .time-gaps,
  .time-gap {
    position: absolute;
    inset-block: 0;
  }
  .time-track {
    inset-block: calc(50% - var(--media-range-track-height, 4px) / 2);
    inset-inline: 0;
    overflow: hidden;
    border-radius: 2px;
    background: var(--media-range-track-background, rgb(255 255 255 / 0.35));
  }
  .time-gaps {
    inset-inline: 0;
  }
  .time-buffered {
    background: var(--media-time-range-buffered-color, rgb(255 255 255 / 0.4));
  }
  .time-played {
    background: var(--media-range-bar-color, var(--_accent));
  }
  .time-clip {
    min-width: 2px;
    background: var(--rpi-live-camera-clip-color, #ffd60a);
  }
  .time-gap {
    min-width: 2px;
    background: var(--rpi-live-camera-gap-color, #0b0f14);
  }
  .time-thumb {
    position: absolute;
    inset-block-start: calc(50% - 7px);
    inset-inline-start: calc(var(--_at, 0%) - 7px);
    width: 14px;
    height: 14px;
    border-radius: 50%;
    background: var(--media-range-thumb-background, var(--_text));
    box-shadow: 0 1px 4px rgb(0 0 0 / 0.4);
    pointer-events: none;
  }
  .time-range:focus {
    outline: none;
  }
  .time-range:focus-visible {
    outline: 2px solid transparent;
  }
  .time-range:focus-visible .time-thumb {
    box-shadow: var(--_focus);
  }
  .time-preview {
    position: absolute;
    inset-block-end: 34px;
    padding: 3px 10px;
    border-radius: 12px;
    background: rgb(12 16 22 / 0.88);
    white-space: nowrap;
    pointer-events: none;
    visibility: hidden;
  }
  .time-preview[data-shown] {
    visibility: visible;
  }
  .time-display {
    display: var(--media-time-display-display, block);
    white-space: nowrap;
  }
  .time-display:empty {
    display: none;
  }
  .stage:has(.timeline) .bar {
    padding-top: 62px;
  }
  /* Its buttons may be more than a phone has room for side by side. */
  .stage:has(.timeline) .strip {
    z-index: 2;
    flex-wrap: wrap;
    justify-content: flex-end;
    width: max-content;
    max-width: calc(100cqi - 16px);
    box-sizing: border-box;
  }
  .toast[part='timeline-note'],
  .time-preview {
    unicode-bidi: plaintext;
  }
  .stage:has(.timeline) .toast {
    inset-block-end: 100px;
  }
  .badge[data-live='recorded'] {
    cursor: default;
    font-variant-numeric: tabular-nums;
  }
  .badge[data-live='recorded']::after {
    content: none;
  }
  .stage[data-quiet] .timeline,
  .stage[data-quiet] .timeline * {
    opacity: 0;
    pointer-events: none;
  }
  @container stage (min-width: 900px) {
    .timeline {
      inset: auto 22px 54px;
      font-size: 14px;
    }
    .stage:has(.timeline) .bar {
      padding-top: 84px;
    }
  }
  @container stage (max-width: 520px) {
    .stage:has(.timeline) .idle {
      padding-block-end: 60px;
    }
  }
  /* The bar alone has room there. */
  @container stage (max-width: 259.9px) {
    .timeline {
      display: none;
    }
    .stage:has(.timeline) .bar {
      padding-top: 36px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .timeline {
      transition: none;
    }
  }
  @media (prefers-contrast: more) {
    .time-preview {
      background: #000;
    }
    .stage:has(.timeline) .bar {
      padding-top: 46px;
    }
  }
  @media (forced-colors: active) {
    .time-track,
    .time-thumb,
    .time-preview {
      forced-color-adjust: none;
    }
    .timeline {
      inset-inline: 0;
      padding-inline: 12px;
      background: Canvas;
      color: CanvasText;
    }
    .time-track {
      background: GrayText;
    }
    .time-buffered {
      background: none;
    }
    .time-played,
    .time-thumb {
      background: Highlight;
    }
    .time-gap {
      background: Canvas;
    }
    .time-clip {
      background: LinkText;
    }
    .time-preview {
      border: 1px solid CanvasText;
      background: Canvas;
      color: CanvasText;
    }
  }
`;
