/** Looks into a page at the `<video>` inside `<rpi-live-camera>`: whether its picture moves and what the element says. */
import type { Frame, Page } from 'playwright-core';
import { until } from './deadline.js';

export type VideoFacts = {
  state: string | undefined;
  currentTime: number;
  shownFrames: number;
  decodedAudioBytes: number;
  width: number;
  errorCode: string | undefined;
};

export async function videoFacts(page: Page | Frame, selector = 'rpi-live-camera'): Promise<VideoFacts> {
  return page.evaluate((wanted) => {
    const element = document.querySelector(wanted) as HTMLElement & { error?: { code?: string } | null };
    const video = element.shadowRoot?.querySelector('video') as
      | (HTMLVideoElement & { webkitAudioDecodedByteCount?: number })
      | null;
    return {
      state: element.dataset.state,
      currentTime: video?.currentTime ?? 0,
      shownFrames: video?.getVideoPlaybackQuality().totalVideoFrames ?? 0,
      decodedAudioBytes: video?.webkitAudioDecodedByteCount ?? 0,
      width: video?.videoWidth ?? 0,
      errorCode: element.error?.code,
    };
  }, selector);
}

/**
 * Resolves when the element says that it plays and its picture has gone on by a second and 20 frames, without a break:
 * another stream's timeline and another source's count begin anew, where the old ones had come far.
 */
export async function waitForMovingVideo(page: Page | Frame, withinMs = 20_000): Promise<VideoFacts> {
  let from = await until(
    async () => {
      const facts = await videoFacts(page);
      return facts.state === 'playing' && facts.shownFrames > 0 ? facts : undefined;
    },
    { what: `the first picture in ${page.url()}`, withinMs },
  );
  return until(
    async () => {
      const facts = await videoFacts(page);
      if (facts.currentTime < from.currentTime || facts.shownFrames < from.shownFrames) from = facts;
      const hasMoved = facts.currentTime > from.currentTime + 1 && facts.shownFrames > from.shownFrames + 20;
      return hasMoved && facts.state === 'playing' ? facts : undefined;
    },
    { what: `moving video in ${page.url()}`, withinMs },
  );
}

export async function waitForState(
  page: Page | Frame,
  state: string,
  withinMs = 20_000,
): Promise<VideoFacts> {
  return until(
    async () => {
      const facts = await videoFacts(page);
      return facts.state === state ? facts : undefined;
    },
    { what: `the element to be ${state}`, withinMs },
  );
}
