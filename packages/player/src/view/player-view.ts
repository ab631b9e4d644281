/** What the templates draw and what they can ask for. The element makes a fresh view for each drawing; templates are pure. */
import type { PlaybackFacts } from '../playback/playback-facts.js';
import type { PlayerState } from '../state/player-state.js';
import type { KnownTexts, Texts } from '../texts/texts.js';
import type { Wording } from '../texts/translation.js';

export type PlayerView<Known extends KnownTexts = KnownTexts> = Wording<Known> &
  PlaybackFacts & {
    state: PlayerState;
    /** Name given by the page; may be empty. */
    label: string;
    /** Address of the poster; `null`: none, or it could not be loaded. */
    posterUrl: string | null;
    /** A picture of before is shown in place of the video. */
    hasLastPicture: boolean;
    /** A recording is wanted, not the camera itself. */
    isRecording: boolean;
  };

/** What the controls draw: nothing before they can say all of it. */
export type CompleteView = PlayerView<Texts>;

export type PlayerActions = {
  play: () => void;
  toggleMute: () => void;
  posterFailed: () => void;
};
