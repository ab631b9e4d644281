/** The look of a recording in the list. */
import { css } from 'lit';

export const rowStyles = css`
  .rows {
    display: grid;
    gap: 6px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    border: 1px solid transparent;
    border-radius: 12px;
    transition: background-color 0.15s;
  }
  .row:hover {
    background: color-mix(in srgb, currentColor 6%, transparent);
  }
  .row[data-selected] {
    border-color: currentColor;
    background: var(--_faint);
  }
  .choose {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 12px;
    min-width: 0;
    padding: 6px;
    border-radius: 11px;
    text-align: start;
  }
  .poster {
    position: relative;
    flex: none;
    width: 96px;
    overflow: hidden;
    border-radius: 8px;
    background: #1b232d;
    aspect-ratio: 16 / 9;
  }
  .poster img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .length {
    position: absolute;
    inset-block-end: 4px;
    inset-inline-end: 4px;
    padding: 0 5px;
    border-radius: 4px;
    background: rgb(10 13 18 / 0.85);
    color: #fff;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .facts {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  .time {
    font-weight: 600;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .meta {
    color: var(--_quiet);
    font-size: 13px;
  }
  .now {
    display: flex;
    align-items: center;
    gap: 6px;
    font-size: 13px;
    font-weight: 600;
  }
  .now::before {
    content: '';
    flex: none;
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--_live);
  }
  .offers {
    display: flex;
    flex: none;
  }
  .offer {
    display: grid;
    place-items: center;
    width: 44px;
    height: 44px;
    padding: 0;
    border-radius: 22px;
  }
  .offer:hover {
    background: var(--_faint);
  }
  .doubt {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    box-sizing: border-box;
    padding: 4px 12px 12px;
  }
  .question {
    flex: 1 1 16em;
  }
  .danger {
    border-color: #b3261e;
    background: #b3261e;
    color: #fff;
  }
  .danger:hover:not(:disabled) {
    background: #8c1d18;
  }
  @container list (min-width: 340px) {
    .poster {
      width: 112px;
    }
  }
  @container list (min-width: 420px) {
    .poster {
      width: 144px;
    }
  }
  @container list (min-width: 860px) {
    .rows {
      grid-template-columns: 1fr 1fr;
      gap: 8px 16px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .row {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    .row[data-selected] {
      outline: 2px solid Highlight;
    }
    .now::before {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .offer {
      border: 1px solid ButtonText;
    }
  }
`;
