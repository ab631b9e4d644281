/** A still picture of what is on the screen, for `snapshot()`. Part of the chunk of `Playback`, without which there is none. */

import { drawPicture } from '../draw-picture.js';
import { PlayerError } from '../errors/player-error.js';

export type SnapshotOptions = {
  /** @default 'image/jpeg' */
  type?: 'image/jpeg' | 'image/png' | 'image/webp';
  /** From 0 to 1, for JPEG and WebP. @default 0.92 */
  quality?: number;
};

/**
 * The picture in the video's own size.
 *
 * @param kept the last picture of a pause that was so long that the video has been let go
 * @throws PlayerError `no_picture` while there is none
 */
export async function takeSnapshot(
  video: HTMLVideoElement,
  kept: HTMLCanvasElement | null,
  { type = 'image/jpeg', quality = 0.92 }: SnapshotOptions,
): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const picture = drawPicture(video, canvas) ? canvas : kept;
  const blob = await new Promise<Blob | null>((resolve) =>
    picture === null ? resolve(null) : picture.toBlob(resolve, type, quality),
  );
  if (blob === null)
    throw new PlayerError('no_picture', 'There is no picture to take: the camera is not playing.');
  return blob;
}
