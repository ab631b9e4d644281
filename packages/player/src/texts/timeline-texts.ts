/** What is said of recordings and of the past of a live stream: a form of its own, as only their controls need it. */
import type { Sentence } from './texts.js';

/** The same, as a page may replace them. */
export type TimelineWords = Readonly<Record<keyof TimelineTexts, string>>;

export type TimelineTexts = {
  /** Name of the line of time. */
  timeline: string;
  /** In place of the live badge; `time` is when the picture was taken. */
  recordingAt: Sentence<'time'>;
  /** Names of buttons. */
  download: string;
  clipStart: string;
  clipEnd: string;
  copyLink: string;
  /** Said when the beginning of a clip has been chosen. */
  clipStarted: Sentence<'time'>;
  /** Said when the gateway does not hand out a recording or a clip of it. */
  saveFailed: string;
  linkCopied: string;
  linkFailed: string;
};
