/** The enlarged picture, and the chip that says so. While it is whole, a finger scrolls the page. */
import { css } from 'lit';

export const zoomStyles = css`
  .stage[data-zoomable] {
    touch-action: pan-x pan-y;
  }
  .stage[data-zoomed] {
    touch-action: none;
    cursor: grab;
  }
  .stage[data-zoomed]:active {
    cursor: grabbing;
  }
  .stage[data-zoomed] :is(video, .last-picture) {
    translate: var(--_zoom-x) var(--_zoom-y);
    scale: var(--_zoom);
  }
  .stage[data-gliding] :is(video, .last-picture) {
    transition: translate 0.2s ease-out, scale 0.2s ease-out;
  }
  /* The big button would stand in the middle of what was enlarged to be looked at. */
  .stage[data-zoomed] .screen.idle {
    display: none;
  }

  .chip {
    position: relative;
    display: flex;
    align-items: center;
    flex: none;
    gap: 7px;
    height: 28px;
    padding-inline: 12px 9px;
    border-radius: 14px;
    background: var(--_glass);
    font-size: 13px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
    -webkit-backdrop-filter: blur(14px) saturate(1.4);
    backdrop-filter: blur(14px) saturate(1.4);
    pointer-events: auto;
  }
  .chip::after {
    content: '';
    position: absolute;
    inset: -8px -4px;
  }
  .chip .icon {
    width: 16px;
    height: 16px;
    stroke-width: 2.4;
  }

  @container stage (min-width: 900px) {
    .chip {
      height: 34px;
      padding-inline: 15px 11px;
      border-radius: 17px;
      font-size: 14px;
    }
  }
  @container stage (max-width: 259.9px) {
    .chip {
      padding-inline: 9px;
    }
    .chip span {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .stage[data-gliding] :is(video, .last-picture) {
      transition: none;
    }
  }
  @media (prefers-contrast: more) {
    .chip {
      background: #000;
    }
  }
  @media (forced-colors: active) {
    .chip {
      background: Canvas;
    }
  }
`;
