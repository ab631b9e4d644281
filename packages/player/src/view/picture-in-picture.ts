/** Whether a video plays in the picture-in-picture window: then somebody sees it though nobody sees the page. */
export function isPictureInPicture(video: HTMLVideoElement | null): boolean {
  const root = video?.getRootNode();
  return video !== null && root instanceof ShadowRoot && root.pictureInPictureElement === video;
}
