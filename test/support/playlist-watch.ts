/**
 * Holds every playlist that the pages of a browser get against RFC 8216bis: one history for each page and playlist.
 * Owned by the test browser, whose end fails when a rule was broken.
 */
import type { Browser, Page, Response } from 'playwright-core';
import { createPlaylistHistory } from '../conformance/playlist-history.js';
import { within } from './deadline.js';

export type PlaylistWatch = {
  /** Playlists checked so far. */
  readonly checkedCount: number;
  /**
   * Call it while the pages are still there.
   *
   * @throws naming the playlist and the first rules that it broke
   */
  finish(): Promise<void>;
};

type WatchedPlaylist = { history: ReturnType<typeof createPlaylistHistory>; texts: Set<string> };

/** Of each playlist; the others say the same again, most often. */
const maxNamedFaults = 5;

/** Watches all pages that are opened from now on, however they are opened. */
export function watchPlaylists(browser: Browser): PlaylistWatch {
  const playlists = new WeakMap<Page, Map<string, WatchedPlaylist>>();
  const broken = new Map<string, WatchedPlaylist>();
  /** Bodies are read in the order in which their answers came. */
  let reading: Promise<void> = Promise.resolve();
  let checkedCount = 0;

  const onResponse = (response: Response): void => {
    const url = new URL(response.url());
    if (!url.pathname.endsWith('.m3u8')) return;
    const page = response.frame().page();
    const place = `${url.origin}${url.pathname}`;
    const ofPage = playlists.get(page) ?? new Map<string, WatchedPlaylist>();
    playlists.set(page, ofPage);
    // The stream is over; what comes later under this URL is another one.
    if (response.status() === 404) ofPage.delete(place);
    if (response.status() !== 200) return;
    const watched = ofPage.get(place) ?? { history: createPlaylistHistory(), texts: new Set() };
    ofPage.set(place, watched);
    // A request that the player gave up, or whose page is gone, has no body; nobody has seen it either.
    const body = response.text().catch(() => undefined);
    reading = reading.then(async () => {
      const text = await body;
      // The browser's cache may give an old playlist again.
      if (text === undefined || watched.texts.has(text)) return;
      // The rules are those of a live stream; recordings have others.
      if (text.includes('#EXT-X-PLAYLIST-TYPE:')) return;
      watched.texts.add(text);
      watched.history.add(text);
      checkedCount += 1;
      if (watched.history.faults.length > 0) broken.set(place, watched);
    });
  };
  browser.on('context', (context) => context.on('response', onResponse));

  return {
    get checkedCount() {
      return checkedCount;
    },
    async finish() {
      await within(reading, { what: 'the playlists of the pages to be read', withinMs: 5000 });
      if (broken.size === 0) return;
      const sentences = [...broken].map(
        ([place, { history }]) =>
          `${place} broke rules:\n  ${history.faults.slice(0, maxNamedFaults).join('\n  ')}`,
      );
      throw new Error(sentences.join('\n'));
    },
  };
}
