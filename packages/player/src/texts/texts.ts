/**
 * The form of a language: every sentence that the player shows or says. Plain strings, so that a page can replace any
 * of them; where a value belongs into a sentence, a name in braces stands for it, and `fill-in.ts` puts it there.
 */
import type { StartPhase } from '@rpi-live-camera/protocol/http';
import type { PlayerErrorCode } from '../errors/player-error.js';
import type { PlayerStateName } from '../state/player-state.js';
import type { TimelineTexts } from './timeline-texts.js';

/** A sentence with a place for the value `Name`, such as `Trying again in {delay}`. */
export type Sentence<Name extends string> = `${string}{${Name}}${string}`;

/** `title` names what happened and has no full stop; `advice` is whole sentences on what to do next. */
export type ErrorText = { title: string; advice: string };

/** What is said up to the first picture, and over it. */
export type FirstTexts = {
  /** Language of these texts (BCP 47): how a screen reader pronounces them, and how numbers are written in them. */
  lang: string;
  /** Name of the region when the page gives no `label`. */
  region: string;

  /** The big button before the first start. */
  start: string;
  play: string;
  pause: string;
  /** The browser lets nothing play until somebody touches the page. */
  tapToPlay: string;
  tapToUnmute: string;
  /** After a failure. */
  retry: string;
  /** While the next attempt is counted down. */
  tryNow: string;
  retryIn: Sentence<'delay'>;
  reconnecting: string;
  /** Under a picture that is not live; `age` is a time ago. */
  pictureAge: Sentence<'age'>;
  /** While the browser asks the viewer whether the page may reach the local network. */
  allowLocalNetwork: string;
  /** Title of the waking screen in each phase. */
  phaseTitles: Record<StartPhase, string>;
  /** Names of the steps under it. */
  phaseNames: Record<StartPhase, string>;

  /** Spoken when the state changes; empty: say nothing. `failed` knows `{title}` and `{advice}` of the error. */
  announcements: Record<PlayerStateName, string>;
};

/** All that a language says. */
export type Texts = FirstTexts & {
  /** Name of the control bar. */
  controls: string;
  live: string;
  watchingLive: string;
  goToLive: string;
  mute: string;
  unmute: string;
  volume: string;
  /** Explains the latency readout. */
  latency: Sentence<'delay'>;
  /** Name of the button that saves the picture on the screen. */
  snapshot: string;
  snapshotSaved: string;
  snapshotFailed: string;
  zoomIn: string;
  zoomOut: string;
  /** Name of the button that says how far the picture is enlarged, and undoes it. */
  resetZoom: Sentence<'factor'>;
  pictureInPicture: string;
  exitPictureInPicture: string;
  fullscreen: string;
  exitFullscreen: string;
  /** Name of the button behind which the bar keeps what it has no room for. */
  moreControls: string;
  /** The statistics: name of the panel and of its button, of the button that hides it, and of its rows. */
  stats: {
    title: string;
    hide: string;
    transport: string;
    codecs: string;
    picture: string;
    latency: string;
    buffer: string;
    dropped: string;
    reconnects: string;
  };
  droppedOf: Sentence<'dropped'> & Sentence<'total'>;
  framesPerSecond: Sentence<'rate'>;

  errors: Record<PlayerErrorCode, ErrorText>;
};

/** What the player can say so far: all, or the first words of English until the others have been loaded. */
export type KnownTexts = FirstTexts & { errors: Partial<Texts['errors']> };

/** Whether nothing is missing any more. */
export function isComplete(texts: KnownTexts): texts is Texts {
  return 'controls' in texts;
}

/**
 * A page's own sentences: any part of `Texts`. What is left out comes from the player's language. Values keep their
 * names in braces, as in `{ retryIn: 'Again in {delay}' }`. A page that brings a language the player does not know sets
 * `lang`, too.
 */
export type PlayerTexts = TextsPart<Texts> & {
  /** Of recordings, and of the past of a live stream. */
  timeline?: TextsPart<TimelineTexts>;
};

type TextsPart<Part> = { [Key in keyof Part]?: Part[Key] extends string ? string : TextsPart<Part[Key]> };
