/** What the controls show beside the bar: live badge, statistics, the note of a saved picture. */
import { css } from 'lit';

export const panelStyles = css`
  .name {
    transition: opacity 0.25s;
  }
  .badge {
    position: relative;
    display: var(--media-control-display, var(--media-live-button-display, flex));
    flex: none;
    align-items: center;
    gap: 7px;
    padding: 0 11px;
    border-radius: 17px;
    background: var(--_glass);
    font-size: 12px;
    font-weight: 700;
    letter-spacing: 0.07em;
    line-height: 28px;
    text-transform: uppercase;
    -webkit-backdrop-filter: blur(14px) saturate(1.4);
    backdrop-filter: blur(14px) saturate(1.4);
    pointer-events: auto;
  }
  .badge::after {
    content: '';
    position: absolute;
    inset: -8px -4px;
  }
  .dot {
    box-sizing: border-box;
    width: 8px;
    height: 8px;
    border-radius: 50%;
  }
  .badge[data-live='behind'] .dot {
    border: 2px solid var(--media-live-button-icon-color, rgb(255 255 255 / 0.75));
  }
  .badge[data-live='now'] {
    cursor: default;
  }
  .badge[data-live='now'] .dot {
    background: var(--_live);
    animation: breathe 2.4s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }

  .corner {
    position: absolute;
    inset-block: 12px 58px;
    inset-inline-end: 12px;
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 8px;
    max-width: calc(100% - 24px);
    pointer-events: none;
  }
  .stats {
    position: relative;
    box-sizing: border-box;
    min-width: 230px;
    overflow: auto;
    border-radius: 12px;
    background: rgb(8 11 15 / 0.82);
    font-size: 12px;
    line-height: 1.65;
    -webkit-backdrop-filter: blur(14px);
    backdrop-filter: blur(14px);
    pointer-events: auto;
    -webkit-user-select: text;
    user-select: text;
  }
  .stats:focus-visible {
    outline: 2px solid transparent;
    box-shadow: var(--_focus);
  }
  .stats dl {
    margin: 0;
    padding: 9px 14px 10px;
  }
  .stats dl div {
    display: flex;
    gap: 16px;
    justify-content: space-between;
  }
  .stats dl div:first-child {
    padding-inline-end: 24px;
  }
  .stats dt {
    color: rgb(255 255 255 / 0.7);
  }
  .stats dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
    font-weight: 500;
    white-space: nowrap;
  }
  .close {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 0;
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 12px;
    clip-path: inset(2px 2px 8px 8px round 10px);
  }
  .close .icon {
    width: 16px;
    height: 16px;
    margin-block-end: 6px;
    margin-inline-start: 6px;
  }

  .toast {
    position: absolute;
    inset-block-end: 68px;
    inset-inline: 0;
    width: fit-content;
    max-width: calc(100% - 24px);
    box-sizing: border-box;
    margin-inline: auto;
    padding: 8px 16px;
    border-radius: 18px;
    background: rgb(12 16 22 / 0.88);
    font-size: 14px;
    font-weight: 500;
    text-align: center;
    pointer-events: none;
  }
  .toast[data-outcome='none'] {
    padding: 0;
  }

  @container stage (min-width: 900px) {
    .badge {
      padding: 0 14px;
      font-size: 13px;
      line-height: 34px;
    }
    .corner {
      inset-block: 20px 70px;
      inset-inline-end: 20px;
    }
    .stats {
      min-width: 270px;
      font-size: 13px;
    }
    .toast {
      inset-block-end: 92px;
    }
  }
  @container stage (max-width: 420px) {
    .corner {
      inset-block: 8px 50px;
      inset-inline-end: 8px;
    }
    .stats {
      font-size: 11px;
      line-height: 1.5;
    }
    .stats dl {
      padding: 6px 10px;
    }
    .stage:has(.stats) .name {
      display: none;
    }
    .close .icon {
      margin-block-end: 14px;
    }
    .toast {
      inset-block-end: 52px;
      padding: 5px 12px;
      font-size: 13px;
    }
  }
  @container stage (max-width: 259.9px) {
    .stats {
      display: none;
    }
    /* The bar has the same button, and the picture the room. */
    .stage[data-state='paused']:has(.bar) .screen.idle {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none !important;
    }
    .name {
      transition: none;
    }
  }
  @media (prefers-contrast: more) {
    .badge,
    .name,
    .stats,
    .toast {
      background: #000;
    }
    .stats dt {
      color: inherit;
    }
  }
  @media (forced-colors: active) {
    .badge[data-live='now'] .dot {
      background: Highlight;
      forced-color-adjust: none;
    }
    .badge[data-live='behind'] .dot {
      border-color: ButtonText;
    }
    .badge,
    .name {
      background: Canvas;
    }
    .stats,
    .name,
    .toast:not([data-outcome='none']) {
      border: 1px solid CanvasText;
      background: Canvas;
    }
    .stats dt {
      color: CanvasText;
    }
  }
`;
