/** Spanish, for recordings and the past of a live stream. */
import type { TimelineTexts } from './timeline-texts.js';

export const timelineSpanish: TimelineTexts = {
  timeline: 'Línea de tiempo',
  recordingAt: 'Grabación, {time}',
  download: 'Descargar la grabación',
  clipStart: 'Empezar el clip aquí',
  clipEnd: 'Terminar el clip y guardarlo',
  copyLink: 'Copiar enlace a este momento',
  clipStarted: 'Clip desde {time}. Elija ahora el final.',
  saveFailed: 'No se pudo guardar la grabación',
  linkCopied: 'Enlace copiado',
  linkFailed: 'No se pudo copiar el enlace',
};
