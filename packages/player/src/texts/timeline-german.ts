/** German, for recordings and the past of a live stream. */
import type { TimelineTexts } from './timeline-texts.js';

export const timelineGerman: TimelineTexts = {
  timeline: 'Zeitleiste',
  recordingAt: 'Aufnahme, {time}',
  download: 'Aufnahme herunterladen',
  clipStart: 'Ausschnitt hier beginnen',
  clipEnd: 'Ausschnitt hier beenden',
  copyLink: 'Link zu diesem Moment kopieren',
  clipStarted: 'Ausschnitt ab {time}. Jetzt das Ende wählen.',
  saveFailed: 'Die Aufnahme konnte nicht gespeichert werden',
  linkCopied: 'Link kopiert',
  linkFailed: 'Der Link konnte nicht kopiert werden',
};
