/** What the bar draws and the keys go by: pure, made anew for each drawing from what is true of the element. */
import type { PlayerSurface } from '../player-surface.js';
import type { PlayerStateName } from '../state/player-state.js';
import type { Wording } from '../texts/translation.js';
import type { Timeline, TimelineButton } from '../timeline/timeline.js';
import { isPictureInPicture } from '../view/picture-in-picture.js';
import type { CompleteView } from '../view/player-view.js';
import { allowsControl, type OptionalControl } from './controls-list.js';
import { canFullscreen, canPictureInPicture, isFullscreen } from './screen-modes.js';

export type BarView = Wording & {
  stateName: PlayerStateName;
  /** There is a picture to pause, take and enlarge. */
  hasPicture: boolean;
  /** Keys are listened to, so buttons may name them. */
  hasHotkeys: boolean;
  hasAudio: boolean;
  isMuted: boolean;
  /** From 0 to 1. */
  volume: number;
  /** `null`: unknown, or not wanted. */
  latencySeconds: number | null;
  canSnapshot: boolean;
  canZoom: boolean;
  canStats: boolean;
  isStatsShown: boolean;
  canFullscreen: boolean;
  isFullscreen: boolean;
  canPictureInPicture: boolean;
  isPictureInPicture: boolean;
  /** The strip with what has no place in the bar is open. */
  isMoreOpen: boolean;
  /** There are other moments to watch than the one on the screen. */
  canSeek: boolean;
  /** Buttons for those. */
  timelineButtons: readonly TimelineButton[];
};

/** States in which a picture is on the screen, be it an older one, once there has been one. */
export const pictureStates: ReadonlySet<PlayerStateName> = new Set([
  'playing',
  'buffering',
  'paused',
  'reconnecting',
]);

export type BarViewDeps = {
  host: PlayerSurface;
  video: HTMLVideoElement;
  isMoreOpen: boolean;
  timeline: Timeline | null;
};

export function barView(
  { texts, quantities, state, hasAudio, latencySeconds }: CompleteView,
  { host, video, isMoreOpen, timeline }: BarViewDeps,
): BarView {
  const allows = (control: OptionalControl) => allowsControl(host.controlsList, control);
  const hasPicture = state.hadPicture && pictureStates.has(state.name);
  const mayPictureInPicture = allows('pip') && !host.disablePictureInPicture;
  return {
    texts,
    quantities,
    stateName: state.name,
    hasPicture,
    hasHotkeys: !host.noHotkeys,
    hasAudio,
    isMuted: host.muted,
    volume: host.volume,
    latencySeconds: state.name === 'playing' && allows('latency') ? latencySeconds : null,
    // While the player reconnects there is only a picture of before, which must not pass for one of now.
    canSnapshot: hasPicture && state.name !== 'reconnecting' && allows('snapshot'),
    canZoom: hasPicture && host.controls && allows('zoom'),
    canStats: allows('stats'),
    isStatsShown: host.showStats,
    canFullscreen: allows('fullscreen') && canFullscreen(video),
    isFullscreen: isFullscreen(host),
    canPictureInPicture: hasPicture && mayPictureInPicture && canPictureInPicture(video),
    isPictureInPicture: isPictureInPicture(video),
    isMoreOpen,
    canSeek: hasPicture && timeline !== null,
    timelineButtons: (hasPicture && timeline?.buttons) || [],
  };
}
