/** What is said over a picture: that it waits, that it is an older one, that its sound is off. */
import { css } from 'lit';

export const noteStyles = css`
  .note,
  .unmute {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 44px;
    padding: 0 18px !important;
    border-radius: 22px;
    background: var(--_glass);
    font-weight: 500;
    -webkit-backdrop-filter: blur(14px) saturate(1.4);
    backdrop-filter: blur(14px) saturate(1.4);
  }
  .note-lines {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    text-align: start;
  }
  .note-age {
    color: rgb(255 255 255 / 0.7);
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .unmute {
    white-space: nowrap;
    position: absolute;
    top: 50%;
    left: 50%;
    translate: -50% -50%;
  }
  .spinner {
    width: 48px;
    height: 48px;
    border: 3px solid rgb(255 255 255 / 0.25);
    border-top-color: #fff;
    border-radius: 50%;
    box-sizing: border-box;
    opacity: 0;
    animation: turn 1s linear infinite, appear 0.2s 0.25s forwards;
  }
  .small-spinner {
    width: 18px;
    height: 18px;
    border-width: 2px;
  }

  /* Above the shade of the bar. */
  .note ~ .pill {
    z-index: 1;
  }
  @container stage (max-width: 520px) {
    /* The bar needs its room. */
    .screen:has(.note + .caption) {
      gap: 8px;
      padding-block: 6px 50px;
    }
    .note {
      padding-block: 6px !important;
    }
    .note-lines {
      line-height: 1.3;
    }
    .note:last-child .note-lines {
      flex-direction: column;
    }
    .note:not(:last-child) {
      min-height: 28px;
      font-size: 13px;
    }
  }
  @container stage (max-width: 300px) {
    .note,
    .unmute {
      font-size: 13px;
      line-height: 1.25;
      white-space: nowrap;
    }
    .note-age {
      font-size: 12px;
    }
  }
  @container stage (max-width: 220px) {
    .note-age,
    .note ~ .pill {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: appear 1.5s 0.25s infinite alternate;
    }
  }
  @media (forced-colors: active) {
    .spinner {
      border-top-color: Canvas;
    }
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  @keyframes appear {
    to {
      opacity: 1;
    }
  }
`;
