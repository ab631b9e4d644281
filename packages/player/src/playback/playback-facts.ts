/** What the templates draw of playing. Made by `Playback` for each drawing; until that is loaded there is nothing to tell. */

export type PlaybackFacts = {
  /** Since the camera was asked for. */
  elapsedSeconds: number;
  /** Until the next attempt; `null`: none is scheduled. */
  retrySeconds: number | null;
  /** Age of the last picture while there is no new one. */
  pictureAgeSeconds: number;
  /** What is on the screen is too old to be called live, without anybody's wish. */
  isBehind: boolean;
  /** A moment of before is watched, by the viewer's wish: of the live stream, or of a recording. */
  isShifted: boolean;
  latencySeconds: number | null;
  blocked: 'sound' | 'playback' | null;
  hasAudio: boolean;
};

export const noFacts: PlaybackFacts = {
  elapsedSeconds: 0,
  retrySeconds: null,
  pictureAgeSeconds: 0,
  isBehind: false,
  isShifted: false,
  latencySeconds: null,
  blocked: null,
  hasAudio: false,
};
