/** The rate at which a video plays, changed where that does no harm. Called by `LiveFollower`. */

/**
 * WebKitGTK and WPE unmute a muted video at each change of its rate, and then pause it when nobody has made a gesture
 * (`MediaPlayerPrivateGStreamer::updatePlaybackRate`). They are known by their user agent, as nothing else tells them
 * before the harm is done: WebKit on Linux that is not Chromium.
 */
export function unmutesWithRate(userAgent: string): boolean {
  return /Linux.*AppleWebKit\//.test(userAgent) && !/Chrom(e|ium)\/|Android/.test(userAgent);
}

/** Plays at another rate, or as before where that would switch the sound on: jumps keep playing live there. */
export function changeRate(video: HTMLVideoElement, rate: number): void {
  if (video.playbackRate !== rate && !unmutesWithRate(navigator.userAgent)) video.playbackRate = rate;
}
