/** Takes the picture that a video shows: to bridge a reconnection, and for snapshots. */

/**
 * Draws the video's picture in its own size.
 *
 * @returns whether there was a picture
 */
export function drawPicture(video: HTMLVideoElement, canvas: HTMLCanvasElement): boolean {
  const { videoWidth, videoHeight, readyState } = video;
  if (readyState < HTMLMediaElement.HAVE_CURRENT_DATA || videoWidth === 0) return false;
  canvas.width = videoWidth;
  canvas.height = videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return true;
}
