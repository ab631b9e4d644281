/**
 * What the controls have for recordings and for the past of a live stream: the line of time, the badge, and the buttons for
 * downloads, clips and links. A lazy chunk behind `LazyTimeline`; it uses its element as any page could.
 */
import type { PlayerSurface } from '../player-surface.js';
import type { Style } from '../styled-element.js';
import type { TimelineTexts, TimelineWords } from '../texts/timeline-texts.js';
import type { CompleteView } from '../view/player-view.js';
import { ClipMaker } from './clip-maker.js';
import { type ClockWords, createClockWords, spanText } from './clock-words.js';
import { element, setAttribute, setText } from './elements.js';
import { icons } from './icons.js';
import { LinkCopier } from './link-copier.js';
import { Note } from './note.js';
import { saveLink } from './save-link.js';
import { downloadLink } from './share-link.js';
import { TimeRange } from './time-range.js';
import { gapsIn, scaleOf, stepFrom, type TimeScale } from './time-scale.js';
import { timelineStyles } from './timeline.styles.js';

/** In the same chunk: without words there is nothing to draw. */
export { loadTimelineTexts } from '../texts/load-timeline-texts.js';

export type TimelineDeps = {
  host: PlayerSurface;
  stage: HTMLElement;
  video: HTMLVideoElement;
  /** Epoch, by this browser's clock. */
  nowMs: () => number;
  after: (ms: number, then: () => void) => () => void;
  addStyles: (style: Style) => void;
  /** Words for the first drawing. */
  texts: TimelineTexts;
};

/** A button of the bar, or of the strip of a narrow player. */
export type TimelineButton = {
  part: string;
  name: string;
  iconName: { readonly path: string };
  onPress: () => void;
};

export class Timeline {
  /** The row above the bar. */
  readonly row: HTMLElement;
  readonly note: Note;
  /** What is said; the page's own sentences go over it. */
  texts: TimelineTexts;
  readonly #deps: TimelineDeps;
  readonly #range: TimeRange;
  readonly #display = element('span', { class: 'time-display', part: 'time-display' });
  readonly #liveBadge = element(
    'button',
    { class: 'badge', part: 'button live-button', type: 'button', 'data-live': 'behind' },
    element('span', { class: 'dot' }),
    element('span', {}),
  );
  readonly #recordingBadge = element('span', {
    class: 'badge',
    part: 'recording-badge',
    'data-live': 'recorded',
  });
  readonly #clip: ClipMaker;
  readonly #links: LinkCopier;
  #view: CompleteView | null = null;
  #words: ClockWords | null = null;
  #locale = '';

  constructor(deps: TimelineDeps) {
    this.#deps = deps;
    const { host, stage, video } = deps;
    this.texts = deps.texts;
    this.note = new Note(deps.after);
    this.#range = new TimeRange({
      onSeek: (atMs, scale) => this.#seek(atMs, scale),
      onStep: (byMs) => this.step(byMs),
      textOf: (atMs) => this.#momentWords(atMs),
    });
    this.row = element('div', { class: 'timeline', part: 'timeline' }, this.#range.root, this.#display);
    const told = { host, say: (text: string) => this.note.say(text) };
    this.#clip = new ClipMaker({
      ...told,
      save: (url) => void this.#save(url),
      textOf: (atMs) => this.#momentWords(atMs),
    });
    this.#links = new LinkCopier(told);
    this.#liveBadge.addEventListener('click', () => host.seekToLive());
    for (const type of ['timeupdate', 'progress', 'seeking', 'seeked'] as const)
      video.addEventListener(type, () => this.#draw());
    stage.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape' && this.#clip.cancel()) host.requestUpdate();
    });
    deps.addStyles({ cssText: timelineStyles });
  }

  get #texts(): TimelineWords {
    return { ...this.texts, ...this.#deps.host.texts?.timeline };
  }

  /** In place of the live badge; `null`: what is on the screen is live. */
  get badge(): HTMLElement | null {
    if (this.#view?.isRecording) return this.#recordingBadge;
    return this.#view?.isShifted ? this.#liveBadge : null;
  }

  /** What can be done with what is on the screen. */
  get buttons(): TimelineButton[] {
    const { host } = this.#deps;
    const texts = this.#texts;
    const buttons: TimelineButton[] = [];
    const { recorded } = host;
    const allowsDownload = !host.controlsList.toLowerCase().split(/\s+/).includes('nodownload');
    if (recorded !== null && allowsDownload)
      buttons.push(
        {
          part: 'clip-button',
          name: this.#clip.startMs === null ? texts.clipStart : texts.clipEnd,
          iconName: this.#clip.startMs === null ? icons.clipStart : icons.clipEnd,
          onPress: () => {
            this.#clip.press(texts);
            host.requestUpdate();
          },
        },
        {
          part: 'download-button',
          name: texts.download,
          iconName: icons.download,
          onPress: () => void this.#save(downloadLink(recorded.mp4Url)),
        },
      );
    if (host.shareLinks)
      buttons.push({
        part: 'link-button',
        name: texts.copyLink,
        iconName: icons.link,
        onPress: () => void this.#links.copy(texts),
      });
    return buttons;
  }

  /** To be called with each drawing of the player. */
  update(view: CompleteView): void {
    this.#view = view;
    const { locale } = view.quantities;
    if (this.#locale !== locale) {
      this.#locale = locale;
      this.#words = createClockWords(locale, this.#deps.nowMs);
    }
    if (this.#deps.host.recorded === null) this.#clip.cancel();
    this.#draw();
  }

  /** Another moment, so much of what can be watched away from the one on the screen. */
  step(byMs: number): void {
    const { host } = this.#deps;
    const spans = host.seekableDates;
    const scale = scaleOf(spans);
    const atMs = this.#atMs(scale);
    if (scale !== null && atMs !== null) this.#seek(stepFrom(spans, atMs, byMs), scale);
  }

  #seek(atMs: number, { endMs }: TimeScale): void {
    const { host } = this.#deps;
    // The newest that can be watched again is a segment behind now, of whatever length: its end means live.
    if (atMs >= endMs && host.recorded === null) host.seekToLive();
    else host.seekTo(new Date(atMs));
    this.#draw();
  }

  async #save(url: string): Promise<void> {
    const answer = await saveLink(url).catch(() => null);
    if (!answer?.ok) this.note.say(this.#texts.saveFailed);
  }

  /** What is on the screen is of this moment: the end of the line while it is live. */
  #atMs(scale: TimeScale | null): number | null {
    const { currentDate } = this.#deps.host;
    if (scale === null) return null;
    if (!this.#view?.isRecording && !this.#view?.isShifted) return scale.endMs;
    return currentDate === null ? scale.startMs : +currentDate;
  }

  #draw(): void {
    const { host } = this.#deps;
    const spans = host.seekableDates;
    const scale = scaleOf(spans);
    const atMs = this.#atMs(scale);
    this.row.hidden = scale === null;
    if (this.#view === null || scale === null || atMs === null) return;
    const { isRecording, isShifted, texts } = this.#view;
    const isLive = !isRecording && !isShifted;
    this.#range.draw({
      name: this.#texts.timeline,
      scale,
      gaps: gapsIn(spans),
      atMs,
      buffered: isLive ? null : this.#bufferedAround(atMs),
      clip: this.#clip.startMs === null ? null : ordered(this.#clip.startMs, atMs),
      valueText: isLive ? texts.live : null,
    });
    if (isRecording) this.#drawRecording(scale, atMs);
    else this.#drawBehind(atMs, isShifted);
  }

  #drawRecording(scale: TimeScale, atMs: number): void {
    const elapsed = spanText(Math.max(0, atMs - scale.startMs));
    setText(this.#display, `${elapsed} / ${spanText(scale.endMs - scale.startMs)}`);
    setText(this.#recordingBadge, fill(this.#texts.recordingAt, this.#momentWords(atMs)));
  }

  #drawBehind(atMs: number, isShifted: boolean): void {
    const { host, nowMs } = this.#deps;
    const behind = `\u2212${spanText(nowMs() + (host.session?.clockOffsetMs ?? 0) - atMs)}`;
    setText(this.#display, isShifted ? this.#momentWords(atMs) : '');
    setText(this.#liveBadge.lastElementChild!, behind);
    setAttribute(this.#liveBadge, 'aria-label', `${behind}, ${this.#view!.texts.goToLive}`);
  }

  /** What is loaded without a break around the picture on the screen. */
  #bufferedAround(atMs: number): TimeScale | null {
    const { buffered, currentTime } = this.#deps.video;
    for (let index = 0; index < buffered.length; index += 1) {
      const [start, end] = [buffered.start(index), buffered.end(index)];
      if (start <= currentTime && currentTime <= end)
        return { startMs: atMs - (currentTime - start) * 1000, endMs: atMs + (end - currentTime) * 1000 };
    }
    return null;
  }

  #momentWords(atMs: number): string {
    return this.#words?.moment(atMs) ?? '';
  }
}

function ordered(oneMs: number, otherMs: number): TimeScale {
  return { startMs: Math.min(oneMs, otherMs), endMs: Math.max(oneMs, otherMs) };
}

function fill(sentence: string, time: string): string {
  return sentence.replace('{time}', time);
}
