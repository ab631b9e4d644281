/** Full screen and picture in picture, with what each browser has instead. Called by `Controls`. */
import { isPictureInPicture } from '../view/picture-in-picture.js';

type AppleVideo = HTMLVideoElement & {
  /** iPhones know full screen of a video only, not of an element. */
  webkitEnterFullscreen?: () => void;
};

export function canFullscreen(video: AppleVideo): boolean {
  return document.fullscreenEnabled || 'webkitEnterFullscreen' in video;
}

export function isFullscreen(host: HTMLElement): boolean {
  return host.isConnected && host.matches(':fullscreen');
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
