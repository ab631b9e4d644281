/** What the templates of the list are given, and what they ask of the element. */
import type { Recording } from '@rpi-live-camera/protocol';
import type { PlayerError } from '../errors/player-error.js';
import type { Quantities } from '../texts/quantities.js';
import type { ListTexts } from './list-texts.js';

export type ListView = {
  texts: ListTexts;
  quantities: Quantities;
  label: string;
  /** Newest first; `null` while nothing is known. */
  recordings: readonly Recording[] | null;
  hasOlder: boolean;
  isLoadingMore: boolean;
  /** Why there is no newer list. */
  error: PlayerError | null;
  /** What somebody wanted and did not get. */
  refusal: PlayerError | null;
  /** The recording that is played; `null`: none is. */
  selectedId: string | null;
  /** A player takes part, and can be sent back to live. */
  canGoLive: boolean;
  canDelete: boolean;
  canRecord: boolean;
  /** The button that is being obeyed. */
  busy: 'start' | 'stop' | null;
  /** Shall it be deleted? */
  doubtedId: string | null;
  /** What a screen reader is told. */
  announcement: string;
  nowMs: number;
  posterUrl: (id: string) => string | null;
};

export type ListActions = {
  /** @param recording `null`: the live picture */
  select: (recording: Recording | null) => void;
  download: (id: string) => void;
  /** @param id `null`: keep it */
  doubt: (id: string | null) => void;
  remove: (id: string) => void;
  start: () => void;
  stop: () => void;
  more: () => void;
  retry: () => void;
};
