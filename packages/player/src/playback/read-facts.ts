/** Gathers what the templates draw of playing. Called by `Playback`; apart from the type, which the core needs, too. */
import type { Place } from './place.js';
import type { PlayTimes } from './play-times.js';
import type { PlaybackFacts } from './playback-facts.js';
import type { Receiver } from './receiver.js';

export type FactSources = {
  times: PlayTimes;
  receiver: Receiver;
  place: Place;
  /** Until the next attempt; `null`: none is scheduled. */
  retryMs: number | null;
};

export function readFacts({ times, receiver, place, retryMs }: FactSources): PlaybackFacts {
  const { live, blocked, hasAudio } = receiver;
  return {
    elapsedSeconds: times.elapsedSeconds,
    retrySeconds: retryMs === null ? null : Math.ceil(retryMs / 1000),
    pictureAgeSeconds: Math.round(times.withoutPictureMs / 1000),
    isBehind: live.isBehind,
    isShifted: place.isShifted,
    latencySeconds: live.latency?.seconds ?? null,
    blocked,
    hasAudio,
  };
}
