/** The screens that lie over the video: idle and failure. */
import { css } from 'lit';

export const screenStyles = css`
  .screen {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 14px;
    box-sizing: border-box;
    padding: 16px 20px;
    text-align: center;
  }
  .screen p,
  .screen ol {
    margin: 0;
    padding: 0;
  }
  .title {
    font-size: 19px;
    font-weight: 600;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .advice {
    max-width: 44ch;
    color: rgb(255 255 255 / 0.72);
    text-wrap: balance;
  }
  .small {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0 12px;
    color: rgb(255 255 255 / 0.62);
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .small code {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    -webkit-user-select: text;
    user-select: text;
  }

  .big-play {
    display: grid;
    place-items: center;
    width: 80px;
    height: 80px;
    border-radius: 50%;
    background: var(--_glass);
    box-shadow: inset 0 0 0 1.5px rgb(255 255 255 / 0.38), 0 8px 30px rgb(0 0 0 / 0.35);
    -webkit-backdrop-filter: blur(14px) saturate(1.4);
    backdrop-filter: blur(14px) saturate(1.4);
    transition: background-color 0.18s, color 0.18s, scale 0.18s;
  }
  .big-play .icon {
    width: 40px;
    height: 40px;
  }
  .big-play:hover {
    background: #fff;
    color: #0b0f14;
    scale: 1.05;
  }
  .caption {
    padding: 4px 14px;
    border-radius: 16px;
    background: var(--_glass);
    font-size: 14px;
    font-weight: 500;
  }

  .failure {
    gap: 8px;
    background: rgb(10 13 18 / 0.45);
  }
  .failure-icon {
    display: grid;
    place-items: center;
    width: 56px;
    height: 56px;
    margin-bottom: 4px;
    border-radius: 50%;
    background: rgb(255 190 92 / 0.13);
    color: #ffc56e;
  }
  [part='offline'] .failure-icon {
    background: rgb(255 255 255 / 0.1);
    color: rgb(255 255 255 / 0.85);
  }
  .failure-icon .icon {
    width: 28px;
    height: 28px;
  }
  .pill {
    min-height: 44px;
    margin: 8px 0 4px;
    padding: 0 26px;
    border-radius: 22px;
    background: #fff;
    color: #10151c;
    font-weight: 600;
    transition: background-color 0.18s;
  }
  .pill:hover {
    background: #dfe6ee;
  }

  @container stage (min-width: 900px) {
    .screen {
      gap: 18px;
      font-size: 17px;
    }
    .title {
      font-size: 25px;
    }
    .small {
      font-size: 13px;
    }
    .big-play {
      width: 108px;
      height: 108px;
    }
    .big-play .icon {
      width: 54px;
      height: 54px;
    }
    .caption {
      font-size: 16px;
    }
    .failure {
      gap: 10px;
    }
    .failure-icon {
      width: 72px;
      height: 72px;
    }
    .failure-icon .icon {
      width: 36px;
      height: 36px;
    }
    .pill {
      min-height: 50px;
      padding: 0 32px;
      border-radius: 25px;
    }
  }
  @container stage (max-width: 520px) {
    .screen {
      gap: 8px;
      padding: 10px 14px;
    }
    .title {
      font-size: 16px;
    }
    .advice {
      font-size: 13px;
    }
    .big-play {
      width: 64px;
      height: 64px;
    }
    .failure {
      gap: 3px;
    }
    .failure-icon {
      display: none;
    }
  }
  @container stage (max-width: 300px) {
    .advice,
    .caption,
    .steps,
    .elapsed {
      display: none;
    }
    .screen {
      gap: 4px;
      padding: 4px 8px;
    }
    .title {
      font-size: 13px;
      line-height: 1.25;
    }
    .pill {
      margin: 0;
      padding: 0 16px;
      font-size: 13px;
      white-space: nowrap;
    }
  }
  @container stage (max-width: 220px) {
    .small span {
      display: none;
    }
  }
  @container stage (max-width: 180px) {
    .small {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .big-play:hover {
      scale: none;
    }
  }
`;
