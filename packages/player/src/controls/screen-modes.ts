/** Full screen and picture in picture, with what each browser has instead. Called by `Controls`. */
import type { Clock } from '../clock/clock.js';
import type { PlayerSurface } from '../player-surface.js';
import { isPictureInPicture } from '../view/picture-in-picture.js';

/** A pause so shortly before full screen ends is that of its Done button. */
const leavingMs = 1000;

type AppleVideo = HTMLVideoElement & {
  /** iPhones know full screen of a video only, not of an element. */
  webkitEnterFullscreen?: () => void;
};

export function canFullscreen(video: AppleVideo): boolean {
  return document.fullscreenEnabled || 'webkitEnterFullscreen' in video;
}

/** By the tree that it is in, which names it itself also where that is a shadow tree. */
export function isFullscreen(host: HTMLElement): boolean {
  return (host.getRootNode() as Partial<DocumentOrShadowRoot>).fullscreenElement === host;
}

/** Enters or leaves full screen. A refusal by the browser changes nothing and is no error. */
export async function toggleFullscreen(host: HTMLElement, video: AppleVideo): Promise<void> {
  try {
    if (isFullscreen(host)) await document.exitFullscreen();
    else if (document.fullscreenEnabled) await host.requestFullscreen();
    else video.webkitEnterFullscreen?.();
  } catch {
    // The page may forbid it (an iframe without `allowfullscreen`), or there was no gesture.
  }
}

export type NativeFullscreenDeps = { host: PlayerSurface; video: HTMLVideoElement; clock: () => Clock };

/** iPhones pause a video that leaves their full screen, which nobody means who goes on watching in the page. */
export function playOnAfterFullscreen({ host, video, clock }: NativeFullscreenDeps): void {
  let pausedAtMs = 0;
  video.addEventListener('pause', () => {
    pausedAtMs = clock().nowMs();
  });
  video.addEventListener('webkitendfullscreen', () => {
    if (video.paused && clock().nowMs() - pausedAtMs < leavingMs) void host.play();
  });
}

export function canPictureInPicture(video: HTMLVideoElement): boolean {
  return 'requestPictureInPicture' in video && document.pictureInPictureEnabled;
}

/** Enters or leaves picture in picture. A refusal by the browser changes nothing and is no error. */
export async function togglePictureInPicture(video: HTMLVideoElement): Promise<void> {
  try {
    if (isPictureInPicture(video)) await document.exitPictureInPicture();
    else await video.requestPictureInPicture();
  } catch {
    // No gesture, or no picture yet.
  }
}
