/**
 * A Chromium as a person has it: tabs are hidden, frozen and kept in the back/forward cache, all of which playwright
 * switches off in those that it launches. A process group of its own, so that it can be stopped as a whole.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './browser.js';
import { within } from './deadline.js';

export type BareBrowser = {
  context: BrowserContext;
  /** A tab in front of all others, which are hidden behind it. */
  openTab(url: string): Promise<BareTab>;
  /** Those that have been opened and are still there, as after a test that failed. */
  closeTabs(): Promise<void>;
  /** SIGSTOP to every process of it: nothing runs, as in a machine that sleeps. */
  stop(): void;
  /** SIGCONT. */
  goOn(): void;
  close(): Promise<void>;
};

export type BareTab = {
  page: Page;
  /** Of the tab, for what playwright has no words for. */
  devtools: CDPSession;
  /** In front of the others; the one that was is hidden. */
  show(): Promise<void>;
};

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--no-first-run',
  '--remote-debugging-port=0',
];

/** `args` are added to Chromium's command line. */
export async function launchBareBrowser({ args = [] }: { args?: string[] } = {}): Promise<BareBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const child = spawn(chromiumPath(), [...flags, `--user-data-dir=${profile}`, ...args, 'about:blank'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-(child.pid as number), name);
    } catch {
      // The group has ended already.
    }
  };
  const endGroup = () => signal('SIGKILL');
  process.once('exit', endGroup);
  const exited = once(child, 'exit');
  const endpoint = await within(devtoolsUrl(child.stderr), { what: 'Chromium to start', withinMs: 20_000 });
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no window');
  const opened = new Set<Page>();
  return {
    context,
    async openTab(url) {
      const page = await context.newPage();
      opened.add(page);
      page.once('close', () => opened.delete(page));
      const devtools = await context.newCDPSession(page);
      const show = () => page.bringToFront();
      await show();
      await page.goto(url);
      return { page, devtools, show };
    },
    async closeTabs() {
      await Promise.all([...opened].map((page) => page.close()));
    },
    stop: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    async close() {
      process.off('exit', endGroup);
      await browser.close().catch(() => {});
      endGroup();
      await within(exited, { what: 'Chromium to end', withinMs: 5000 });
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function devtoolsUrl(stderr: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stderr })) {
    const [, url] = /^DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (url !== undefined) {
      stderr.resume();
      return url;
    }
  }
  throw new Error('Chromium ended before it listened');
}
