/** English, for recordings and the past of a live stream. */
import type { TimelineTexts } from './timeline-texts.js';

export const timelineEnglish: TimelineTexts = {
  timeline: 'Timeline',
  recordingAt: 'Recording, {time}',
  download: 'Download recording',
  clipStart: 'Start clip here',
  clipEnd: 'End clip here and save it',
  copyLink: 'Copy link to this moment',
  clipStarted: 'Clip from {time}. Now choose its end.',
  saveFailed: 'The recording could not be saved',
  linkCopied: 'Link copied',
  linkFailed: 'The link could not be copied',
};
