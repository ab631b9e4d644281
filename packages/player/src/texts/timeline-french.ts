/** French, for recordings and the past of a live stream. */
import type { TimelineTexts } from './timeline-texts.js';

export const timelineFrench: TimelineTexts = {
  timeline: 'Ligne de temps',
  recordingAt: 'Enregistrement, {time}',
  download: 'Télécharger la vidéo',
  clipStart: 'Commencer l’extrait ici',
  clipEnd: 'Finir l’extrait et l’enregistrer',
  copyLink: 'Copier le lien vers cet instant',
  clipStarted: 'Extrait à partir de {time}. Choisissez la fin.',
  saveFailed: 'Impossible d’enregistrer la vidéo',
  linkCopied: 'Lien copié',
  linkFailed: 'Impossible de copier le lien',
};
