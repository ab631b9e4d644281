/** The badge and the name at the top, the control bar at the bottom; both step aside while nobody needs them. */
import { css } from 'lit';

export const barStyles = css`
  .top {
    position: absolute;
    inset: 12px 12px auto;
    display: flex;
    align-items: flex-start;
    gap: 8px;
    pointer-events: none;
  }
  .badge,
  .name {
    display: flex;
    align-items: center;
    height: 28px;
    padding: 0 11px;
    border-radius: 14px;
    background: var(--_glass);
    font-size: 13px;
    font-weight: 500;
    backdrop-filter: blur(14px) saturate(1.4);
    white-space: nowrap;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    transition: opacity 0.25s;
  }
  .badge {
    position: relative;
    gap: 7px;
    font-size: 12px;
    font-weight: 700;
    letter-spacing: 0.07em;
    text-transform: uppercase;
    pointer-events: auto;
  }
  .badge::after {
    content: '';
    position: absolute;
    inset: -8px -4px;
  }
  .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: rgb(255 255 255 / 0.5);
  }
  .badge[data-live='behind'] {
    color: rgb(255 255 255 / 0.8);
  }
  .badge[data-live='now'] {
    cursor: default;
  }
  .badge[data-live='now'] .dot {
    background: var(--_live);
    animation: breathe 2.4s ease-in-out infinite;
  }
  .stats {
    margin: 0 0 0 auto;
    padding: 8px 12px;
    border-radius: 10px;
    background: rgb(8 11 15 / 0.78);
    font: 11px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    pointer-events: auto;
    user-select: text;
  }
  .stats div {
    display: flex;
    gap: 12px;
    justify-content: space-between;
  }
  .stats dt {
    color: rgb(255 255 255 / 0.65);
  }
  .stats dd {
    margin: 0;
  }

  .bar {
    position: absolute;
    inset: auto 0 0;
    display: flex;
    align-items: center;
    gap: 2px;
    padding: 40px 8px 6px;
    background: linear-gradient(transparent, rgb(4 6 9 / 0.72));
    pointer-events: none;
    transition: opacity 0.25s, translate 0.25s;
  }
  .bar > * {
    pointer-events: auto;
  }
  .control {
    display: grid;
    flex: none;
    place-items: center;
    width: 44px;
    height: 44px;
    border-radius: 50%;
    transition: background-color 0.15s;
  }
  .control:hover {
    background: rgb(255 255 255 / 0.16);
  }
  .spacer {
    flex: 1;
    pointer-events: none;
  }
  .latency {
    padding: 0 8px;
    color: rgb(255 255 255 / 0.85);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .volume {
    width: 84px;
    height: 44px;
    margin: 0 8px 0 0;
    border-radius: 8px;
    background: none;
    accent-color: var(--_text);
    cursor: pointer;
  }
  .stage[data-quiet] {
    cursor: none;
  }
  .stage[data-quiet] .bar,
  .stage[data-quiet] .name {
    opacity: 0;
  }
  .stage[data-quiet] .bar {
    translate: 0 6px;
    visibility: hidden;
    transition: opacity 0.25s, translate 0.25s, visibility 0s 0.25s;
  }
  ::slotted([slot='controls']) {
    position: absolute;
    inset: auto 0 0;
  }
  @container stage (min-width: 900px) {
    .top {
      inset: 20px 20px auto;
      gap: 10px;
    }
    .badge,
    .name {
      height: 34px;
      padding: 0 14px;
      border-radius: 17px;
      font-size: 14px;
    }
    .badge {
      font-size: 13px;
    }
    .bar {
      padding: 64px 14px 10px;
      gap: 4px;
    }
  }
  @container stage (max-width: 420px) {
    /* The words of a failure need the room. */
    .stage:is([data-state='failed'], [data-state='offline']) .name {
      display: none;
    }
    .volume {
      display: none;
    }
    .top {
      inset: 10px 10px auto;
    }
  }
  @keyframes breathe {
    50% {
      opacity: 0.45;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none !important;
    }
    .bar,
    .name {
      transition: none !important;
    }
  }
  @media (forced-colors: active) {
    .dot {
      background: Highlight !important;
      forced-color-adjust: none;
    }
    .badge[data-live='behind'] .dot {
      background: GrayText !important;
    }
  }
`;
