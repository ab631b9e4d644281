/** Starts a video under the browsers' autoplay rules: with sound where allowed, else muted, else not at all; and empties one. */

/** `muted`: it plays, but only because it was muted. `interrupted`: a newer load or pause overtook the attempt. */
export type PlayOutcome = 'playing' | 'muted' | 'blocked' | 'interrupted';

/**
 * @param onBlocked told what the browser forbids; `false` forbids the muted attempt, too
 */
export async function playVideo(
  video: HTMLVideoElement,
  onBlocked: (blocked: 'sound' | 'playback') => boolean,
): Promise<PlayOutcome> {
  const first = await tryPlay(video);
  if (first !== 'blocked') return first;
  if (!video.muted) {
    if (!onBlocked('sound')) return 'blocked';
    video.muted = true;
    const second = await tryPlay(video);
    if (second !== 'blocked') return second === 'playing' ? 'muted' : second;
  }
  onBlocked('playback');
  return 'blocked';
}

async function tryPlay(video: HTMLVideoElement): Promise<'playing' | 'blocked' | 'interrupted'> {
  try {
    await video.play();
    return 'playing';
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'blocked' : 'interrupted';
  }
}

/** Leaves a video as if it had never had a source, so that it holds no decoder and no connection. */
export function emptyVideo(video: HTMLVideoElement): void {
  video.removeAttribute('src');
  video.srcObject = null;
  video.load();
}
