/** The form of a language of the list: every sentence that it shows or says. */
import type { PlayerErrorCode } from '../errors/player-error.js';
import type { ErrorText, Sentence } from '../texts/texts.js';

/** Failures that a list has words of its own for; of all others it says that it failed, and their code. */
export type ListedErrorCode = Extract<
  PlayerErrorCode,
  | 'camera_missing'
  | 'gateway_unreachable'
  | 'unauthorized'
  | 'forbidden'
  | 'camera_not_found'
  | 'recording_not_found'
  | 'storage_failed'
  | 'storage_full'
  | 'too_many_requests'
  | 'camera_offline'
  | 'camera_timeout'
>;

export type ListTexts = {
  /** Language of these texts (BCP 47). */
  lang: string;
  /** Name of the region when the page gives no `label`. */
  region: string;
  loading: string;
  /** Takes the player from a recording back to the camera. */
  backToLive: string;
  record: string;
  starting: string;
  stopRecording: string;
  recordingNow: string;
  /** Places where something is missing, or the camera was started anew. */
  cuts: Sentence<'count'>;
  /** It ended although it was wanted. */
  endedEarly: string;
  download: string;
  delete: string;
  /** Asked before a recording is deleted. */
  deleteThis: string;
  keep: string;
  deleted: string;
  more: string;
  retry: string;
  empty: ErrorText;
  errors: Record<ListedErrorCode | 'other', ErrorText>;
};
