/**
 * The Chromium of this machine, headless, driven by playwright-core: H.264 in MediaSource works in it, autoplay too.
 * It runs as a server of playwright's, because that is what tells the browser process from the connection to it. Every
 * playlist that a page of it gets is checked.
 */
import { type Browser, chromium } from 'playwright-core';
import { findProgram } from './find-program.js';
import { type PlaylistWatch, watchPlaylists } from './playlist-watch.js';

export type TestBrowser = {
  browser: Browser;
  playlists: PlaylistWatch;
  /** SIGKILL to the browser and its children: no page gets to say goodbye. @throws as `close` */
  closeHard(): Promise<void>;
  /** @throws when a page got a playlist that breaks a rule, once the browser is closed */
  close(): Promise<void>;
};

const names = [
  'chromium',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium of this machine, if it has one. */
export const findChromium = (): string | undefined => findProgram(names, 'CHROME_PATH');

export function chromiumPath(): string {
  const found = findChromium();
  if (!found) throw new Error('found no Chromium: run `npm run setup -- --test`, or set CHROME_PATH');
  return found;
}

/** Starts a fresh browser with an empty profile. `args` are added to Chromium's command line. */
export async function launchBrowser({ args = [] }: { args?: string[] } = {}): Promise<TestBrowser> {
  const { browser, kill, close } = await launchChromium(args);
  const playlists = watchPlaylists(browser);
  const closeBy = async (end: () => Promise<void>): Promise<void> => {
    const [checked] = await Promise.allSettled([playlists.finish()]);
    await end();
    if (checked.status === 'rejected') throw checked.reason;
  };
  return { browser, playlists, closeHard: () => closeBy(kill), close: () => closeBy(close) };
}

/** The browser alone, for pages that play what others make. */
export async function launchChromium(args: string[] = []) {
  const server = await chromium.launchServer({
    executablePath: chromiumPath(),
    // No sandbox as root; in containers /dev/shm is small; sound is decoded but not played.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--mute-audio', ...args],
  });
  const browser = await chromium.connect(server.wsEndpoint());
  return { browser, kill: () => server.kill(), close: () => server.close() };
}
