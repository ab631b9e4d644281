/**
 * Watches the video for what it really shows: new pictures, running dry, and no new picture for too long. Owned by
 * `Playback`, for as long as a transport is attached.
 */
import type { Clock } from '../clock/clock.js';

/** How long a running picture may stand still. */
export const stallLimitMs = 4000;
/** How long it may have stood still when the network comes back: longer, and its connection is lost. */
export const networkBackStallMs = 1500;
/** How long the first picture of an attachment may take. */
export const firstPictureLimitMs = 10_000;
/** Progress on the timeline below which a picture counts as the old one, where frames cannot be counted. */
const newPictureSeconds = 0.02;

export type PictureWatchDeps = {
  video: HTMLVideoElement;
  clock: Clock;
  onPicture: () => void;
  onWaiting: () => void;
  /** @param silentMs how long nothing new has been shown */
  onStalled: (silentMs: number) => void;
  /** Paused or played by something else than the player: media keys, picture in picture, a headset. */
  onBrowserControl: (wish: 'play' | 'pause') => void;
  onEnded: () => void;
};

export class PictureWatch {
  #deps: PictureWatchDeps;
  #listening: AbortController | null = null;
  #frameRequest: number | null = null;
  #pictureAtMs = 0;
  #hasPicture = false;
  #firstPictureLimitMs = firstPictureLimitMs;
  /** Position and frame count of the newest picture. */
  #shownSeconds = 0;
  #shownFrameCount = 0;

  constructor(deps: PictureWatchDeps) {
    this.#deps = deps;
  }

  /** When the newest picture was shown; epoch milliseconds. */
  get pictureAtMs(): number {
    return this.#pictureAtMs;
  }

  /** Whether a picture has been shown since the start. */
  get hasPicture(): boolean {
    return this.#hasPicture;
  }

  /** @param limitMs how long the first picture may take */
  start(limitMs: number = firstPictureLimitMs): void {
    this.stop();
    this.#firstPictureLimitMs = limitMs;
    const { video } = this.#deps;
    this.#listening = new AbortController();
    this.forgive();
    this.#hasPicture = false;
    this.#shownSeconds = 0;
    this.#shownFrameCount = 0;
    const options = { signal: this.#listening.signal };
    video.addEventListener('timeupdate', () => this.#look(), options);
    video.addEventListener('ended', () => this.#deps.onEnded(), options);
    video.addEventListener(
      'waiting',
      () => {
        this.#isNewPicture();
        this.#deps.onWaiting();
      },
      options,
    );
    // Both events come late; only what is still true counts, or a pause and a play in quick succession would undo it.
    video.addEventListener('play', () => !video.paused && this.#deps.onBrowserControl('play'), options);
    video.addEventListener(
      'pause',
      () => {
        // Leaving the document (a move in the DOM) and hiding the page pause a video, too: those come back.
        if (video.paused && video.isConnected && !document.hidden && !video.ended)
          this.#deps.onBrowserControl('pause');
      },
      options,
    );
    this.#requestFrame();
  }

  /** What was silence until now was wanted. */
  forgive(): void {
    this.#pictureAtMs = this.#deps.clock.nowMs();
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = null;
    if (this.#frameRequest !== null) this.#deps.video.cancelVideoFrameCallback(this.#frameRequest);
    this.#frameRequest = null;
  }

  /**
   * To be called about once a second: notices silence. Pictures of a hidden page or a paused video are not missed.
   *
   * @param limitMs how long a running picture may stand still
   */
  check(limitMs: number = stallLimitMs): void {
    if (this.#listening === null) return;
    const { video, clock } = this.#deps;
    const nowMs = clock.nowMs();
    if (document.hidden || (video.paused && this.#hasPicture)) {
      this.#pictureAtMs = nowMs;
      return;
    }
    const silentMs = nowMs - this.#pictureAtMs;
    if (silentMs < (this.#hasPicture ? limitMs : this.#firstPictureLimitMs)) return;
    this.#pictureAtMs = nowMs;
    this.#deps.onStalled(silentMs);
  }

  #requestFrame(): void {
    const { video } = this.#deps;
    // Firefox before 132 lacks it; `timeupdate` then looks four times a second.
    if (!('requestVideoFrameCallback' in video)) return;
    this.#frameRequest = video.requestVideoFrameCallback(() => {
      this.#look();
      this.#requestFrame();
    });
  }

  #look(): void {
    const { video } = this.#deps;
    if (video.paused || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || !this.#isNewPicture())
      return;
    this.forgive();
    this.#hasPicture = true;
    this.#deps.onPicture();
  }

  /**
   * Whether the video shows another picture than at the last look. The timeline moves on with the sound alone, so frames
   * are counted; hidden pages decode none, and some native players count none: there the timeline has to do.
   */
  #isNewPicture(): boolean {
    const { video } = this.#deps;
    const frameCount = video.getVideoPlaybackQuality().totalVideoFrames;
    const isNew =
      document.hidden || frameCount === 0
        ? Math.abs(video.currentTime - this.#shownSeconds) > newPictureSeconds
        : frameCount !== this.#shownFrameCount;
    this.#shownSeconds = video.currentTime;
    this.#shownFrameCount = frameCount;
    return isNew;
  }
}
