/** The look of the list. Its colours are the page's own, so that it is light or dark as what is around it. */
import { css } from 'lit';

export const listStyles = css`
  :host {
    display: block;
    container: list / inline-size;
    --_faint: color-mix(in srgb, currentColor 12%, transparent);
    --_quiet: color-mix(in srgb, currentColor 78%, transparent);
    --_live: var(--media-live-button-indicator-color, #e0352b);
    font: 400 15px/1.4 var(--media-font-family, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif);
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none;
  }
  p {
    margin: 0;
  }
  .list {
    min-height: 60px;
  }
  /* The layout follows the page's direction, each text its own. */
  :is(p, span, button) {
    unicode-bidi: plaintext;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-bottom: 12px;
  }
  .day {
    margin: 18px 0 8px;
    font-size: 14px;
    font-weight: 600;
    text-align: start;
  }
  .day:first-of-type {
    margin-top: 0;
  }
  .quiet {
    color: var(--_quiet);
    font-size: 13px;
  }
  .dot,
  .square {
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--_live);
  }
  .square {
    border-radius: 2px;
  }
  button {
    appearance: none;
    margin: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
  }
  button:focus-visible {
    outline: 2px solid currentColor;
    outline-offset: 1px;
  }
  button:disabled {
    cursor: progress;
    opacity: 0.7;
  }
  .pill:hover:not(:disabled) {
    background: var(--_faint);
  }
  svg {
    width: 22px;
    height: 22px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 44px;
    padding: 0 14px;
    border: 1px solid color-mix(in srgb, currentColor 40%, transparent);
    border-radius: 22px;
    font-weight: 600;
  }
  .more {
    width: 100%;
    margin-top: 12px;
  }
  .note {
    display: grid;
    justify-items: start;
    gap: 6px;
    margin-bottom: 12px;
    padding: 14px 16px;
    border: 1px solid var(--_faint);
    border-radius: 12px;
  }
  .title {
    font-weight: 600;
  }
  code {
    color: var(--_quiet);
    font-size: 12px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (forced-colors: active) {
    .dot,
    .square {
      background: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
