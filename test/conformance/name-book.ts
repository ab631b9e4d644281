/**
 * What each name in the playlists of one stream stands for, for as long as the stream lasts: a URI never stands for
 * something else, a number never gets another URI, and there is one init segment between two discontinuities. Part of the
 * playlist history check.
 */
import type { ParsedPlaylist } from './parse-playlist.js';

export type NameBook = {
  /** Takes the names of the next playlist; returns those that have changed their meaning, as sentences. */
  read(playlist: ParsedPlaylist): string[];
};

export function createNameBook(): NameBook {
  const meanings = new Map<string, string>();
  const remember = (name: string, meaning: string): string[] => {
    const known = meanings.get(name);
    meanings.set(name, meaning);
    return known === undefined || known === meaning ? [] : [`${name} was ${known} and is now ${meaning}`];
  };
  const tie = (uri: string | undefined, place: string): string[] =>
    uri === undefined ? [] : [...remember(uri, place), ...remember(place, uri)];

  return {
    read({ segments, discontinuitySequence }) {
      let discontinuity = discontinuitySequence;
      return segments.flatMap(({ uri, map, sequence, parts, hasDiscontinuity }) => {
        if (hasDiscontinuity) discontinuity += 1;
        return [
          ...tie(uri, `segment ${sequence}`),
          ...tie(map, `the init segment behind discontinuity ${discontinuity}`),
          ...parts.flatMap((part, index) => tie(part.uri, `part ${index} of segment ${sequence}`)),
        ];
      });
    },
  };
}
