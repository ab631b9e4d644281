/** The waking screen: a ring that turns, three steps that fill. */
import { css } from 'lit';

export const wakingStyles = css`
  .ring {
    position: relative;
    display: grid;
    place-items: center;
    width: 72px;
    height: 72px;
  }
  .ring > svg:first-child {
    position: absolute;
    inset: 0;
    animation: turn 1.8s linear infinite;
  }
  .ring .icon {
    width: 30px;
    height: 30px;
    opacity: 0.92;
  }
  .ring circle {
    fill: none;
    stroke-width: 2.5;
  }
  .ring-track {
    stroke: rgb(255 255 255 / 0.14);
  }
  .ring-arc {
    stroke: var(--_accent);
    stroke-linecap: round;
    stroke-dasharray: 26 74;
  }
  .elapsed {
    margin-inline-start: 6px;
    color: rgb(255 255 255 / 0.6);
    font-size: 15px;
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  .steps {
    display: flex;
    gap: 8px;
    width: min(100%, 340px);
    list-style: none;
  }
  .step {
    flex: 1;
    color: rgb(255 255 255 / 0.6);
    font-size: 12px;
    transition: color 0.3s;
  }
  .step-bar {
    position: relative;
    display: block;
    height: 3px;
    margin-bottom: 7px;
    overflow: hidden;
    border-radius: 2px;
    background: rgb(255 255 255 / 0.16);
  }
  .step-bar::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    background: var(--_accent);
    translate: -101% 0;
  }
  .step[data-progress='done'] .step-bar::after {
    translate: 0 0;
    transition: translate 0.35s ease-out;
  }
  .step[data-progress='now'] {
    color: var(--_text);
  }
  .step[data-progress='now'] .step-bar::after {
    animation: fill 1.6s ease-in-out infinite;
  }

  @container stage (min-width: 900px) {
    .ring {
      width: 104px;
      height: 104px;
    }
    .ring .icon {
      width: 42px;
      height: 42px;
    }
    .ring circle {
      stroke-width: 2;
    }
    .elapsed {
      font-size: 19px;
    }
    .steps {
      gap: 10px;
      width: 460px;
    }
    .step {
      font-size: 14px;
    }
  }
  @container stage (max-width: 520px) {
    .ring {
      width: 56px;
      height: 56px;
    }
    .ring .icon {
      width: 24px;
      height: 24px;
    }
    .steps {
      margin-top: 2px !important;
    }
  }
  @container stage (max-width: 300px) {
    .step-name {
      display: none;
    }
  }
  @container stage (max-width: 220px) {
    .ring {
      display: none;
    }
  }
  @keyframes fill {
    0% {
      translate: -101% 0;
    }
    70%,
    100% {
      translate: 0 0;
    }
    100% {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .ring > svg:first-child,
    .step[data-progress='now'] .step-bar::after {
      animation: none;
    }
    .step[data-progress='now'] .step-bar::after {
      translate: -50% 0;
    }
  }
  @media (forced-colors: active) {
    .step-bar {
      border: 1px solid CanvasText;
    }
    .step-bar::after {
      background: Highlight;
      forced-color-adjust: none;
    }
  }
`;
