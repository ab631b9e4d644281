/**
 * The part of the element that looks like a `<video>`: the same names and meanings, read from the inner video. A base
 * class of the element, so that the element's own file holds only what is its own. Before the first rendering there is
 * no inner video; then each has the value of a video without a source.
 */
import { mirroredMediaEvents } from './events.js';
import { StyledElement } from './styled-element.js';

const noRange = (): number => {
  throw new DOMException('There is no such range.', 'IndexSizeError');
};
const noRanges: TimeRanges = { length: 0, start: noRange, end: noRange };

export abstract class VideoSurface extends StyledElement {
  /** The inner video; `null` before the first rendering. */
  protected get video(): HTMLVideoElement | null {
    return this.renderRoot?.querySelector('video') ?? null;
  }

  get paused(): boolean {
    return this.video?.paused ?? true;
  }
  get ended(): boolean {
    return this.video?.ended ?? false;
  }
  get seeking(): boolean {
    return this.video?.seeking ?? false;
  }
  /** In seconds on the stream's own timeline; by the clock it is `currentDate`. Assign it to step within what is there. */
  get currentTime(): number {
    return this.video?.currentTime ?? 0;
  }
  set currentTime(seconds: number) {
    if (this.video !== null) this.video.currentTime = seconds;
  }
  /** `Infinity` while live, and of a recording that grows. */
  get duration(): number {
    return this.video?.duration ?? Number.NaN;
  }
  get playbackRate(): number {
    return this.video?.playbackRate ?? 1;
  }
  set playbackRate(rate: number) {
    if (this.video !== null) this.video.playbackRate = rate;
  }
  get buffered(): TimeRanges {
    return this.video?.buffered ?? noRanges;
  }
  get seekable(): TimeRanges {
    return this.video?.seekable ?? noRanges;
  }
  get played(): TimeRanges {
    return this.video?.played ?? noRanges;
  }
  get readyState(): number {
    return this.video?.readyState ?? 0;
  }
  get networkState(): number {
    return this.video?.networkState ?? 0;
  }
  get videoWidth(): number {
    return this.video?.videoWidth ?? 0;
  }
  get videoHeight(): number {
    return this.video?.videoHeight ?? 0;
  }
  get currentSrc(): string {
    return this.video?.currentSrc ?? '';
  }

  /** As on a `<video>`, so that a site's own controls can offer it; needs a user's gesture. */
  async requestPictureInPicture(): Promise<PictureInPictureWindow> {
    if (this.video === null) throw new DOMException('The element is not in a page.', 'InvalidStateError');
    return this.video.requestPictureInPicture();
  }

  /** Fires the inner video's media events again on the element, not bubbling, as a video's own. */
  protected mirrorMediaEvents(video: HTMLVideoElement): void {
    for (const type of mirroredMediaEvents)
      video.addEventListener(type, () => this.dispatchEvent(new Event(type)));
  }
}
