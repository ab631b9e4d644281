/**
 * Reads a media playlist as a viewer without a browser does. Every text goes through the history check, so that a test
 * which reads a playlist fails when it breaks a rule of RFC 8216bis.
 */
import { createPlaylistHistory } from '../conformance/playlist-history.js';

export type PlaylistReader = {
  /**
   * @param query delivery directives, such as `_HLS_msn=8&_HLS_part=2`; absent: the playlist as it stands
   * @throws when the answer is not 200, or breaks a rule together with those before it
   */
  read(query?: string): Promise<string>;
};

/** One history; read one after the other. */
export function createPlaylistReader(playlistUrl: string): PlaylistReader {
  const history = createPlaylistHistory();
  return {
    async read(query) {
      const url = query === undefined ? playlistUrl : `${playlistUrl}?${query}`;
      const response = await fetch(url);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`);
      history.add(text);
      if (history.faults.length > 0) throw new Error(`${url} broke rules:\n  ${history.faults.join('\n  ')}`);
      return text;
    },
  };
}
