/**
 * Firefox by WebDriver BiDi. playwright-core's own BiDi does not get a page of the current ESR (it calls
 * `emulation.setMediaFeaturesOverride`, which that has not), and puppeteer-core brings a tree of its own for what are ten
 * commands. Memory is asked of the browser's own scope, which `--remote-allow-system-access` opens.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../find-program.js';
import { type BidiConnection, connectBidi } from './bidi-connection.js';
import type { Engine, MemoryFigures } from './engine.js';
import { startEngineProgram } from './engine-program.js';
import { clickAt, pressOf } from './input-actions.js';
import { openAll, temporaryDirectory } from './opened-parts.js';
import { evaluateBy, middleOf, type Point } from './page-call.js';

const startsWithinMs = 60_000;

/** Firefox sets what automation needs by itself; autoplay stays as people have it: with sound only after a gesture. */
const preferences = {
  'browser.startup.homepage_override.mstone': 'ignore',
  'datareporting.policy.dataSubmissionEnabled': false,
};

export const findFirefox = (): string | undefined =>
  findProgram(['firefox-esr', 'firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'], 'FIREFOX_PATH');

type Evaluated = { type: 'success' | 'exception'; result?: { value?: unknown } } & {
  exceptionDetails?: { text: string };
};

export function launchFirefoxEngine(): Promise<Engine> {
  return openAll(async (parts) => {
    const profile = parts.add(await temporaryDirectory('firefox-'));
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    await writeFile(join(profile.path, 'user.js'), lines.join('\n'));
    const program = parts.add(
      startEngineProgram({
        command: findFirefox() ?? 'firefox-esr',
        args: [
          '--headless',
          '--no-remote',
          '--remote-debugging-port=0',
          '--remote-allow-system-access',
          ...['--profile', profile.path, '--width', '1280', '--height', '800', 'about:blank'],
        ],
        environment: { MOZ_CRASHREPORTER_DISABLE: '1' },
      }),
    );
    const [, endpoint = ''] = await program.waitForLine(/WebDriver BiDi listening on (ws:\S+)/, {
      what: 'Firefox to listen',
      withinMs: startsWithinMs,
    });
    const bidi = parts.add(await connectBidi(`${endpoint}/session`));
    const { capabilities } = await bidi.send<{ capabilities: { browserVersion: string } }>('session.new', {
      capabilities: {},
    });
    const contextOf = async (scope: object) => {
      const { contexts } = await bidi.send<{ contexts: { context: string }[] }>(
        'browsingContext.getTree',
        scope,
      );
      return contexts[0]!.context;
    };
    const context = await contextOf({});
    const browserScope = await contextOf({ 'moz:scope': 'chrome' });
    const other = await bidi.send<{ context: string }>('browsingContext.create', {
      type: 'tab',
      background: true,
    });
    const activate = async (tab: string) =>
      void (await bidi.send('browsingContext.activate', { context: tab }));
    await activate(context);

    const evaluate = evaluateBy((expression) => run(bidi, context, expression)) as Engine['evaluate'];
    const evaluateInBrowser = evaluateBy((expression) => run(bidi, browserScope, expression));
    const perform = async (actions: object[]) =>
      void (await bidi.send('input.performActions', { context, actions }));
    return {
      name: 'firefox',
      version: capabilities.browserVersion,
      evaluate,
      goto: async (url) =>
        void (await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' })),
      press: (key) => perform(pressOf(key)),
      click: async (selector) => perform(clickAt(await evaluate<Point, string>(middleOf, selector))),
      async screenshot() {
        const { data } = await bidi.send<{ data: string }>('browsingContext.captureScreenshot', { context });
        return Buffer.from(data, 'base64');
      },
      hide: () => activate(other.context),
      show: () => activate(context),
      async collectGarbage() {
        const url = await evaluate(() => location.href);
        return evaluateInBrowser<MemoryFigures>(collectGarbageOf, url);
      },
      close: () => parts.close(),
    };
  });
}

async function run(bidi: BidiConnection, context: string, expression: string): Promise<unknown> {
  const evaluated = await bidi.send<Evaluated>('script.evaluate', {
    expression,
    target: { context },
    awaitPromise: true,
  });
  if (evaluated.type === 'exception') throw new Error(evaluated.exceptionDetails?.text);
  return evaluated.result?.value;
}

/** What the browser's own scope has, as far as it is used here. */
type BrowserScope = {
  Services: { obs: { notifyObservers(subject: null, topic: string): void } };
  Cc: Record<string, { getService(wanted: unknown): MemoryReporters }>;
  Ci: Record<string, unknown>;
  ChromeUtils: {
    requestProcInfo(): Promise<{
      children: { pid: number; windows: { documentURI: { spec: string } | null }[] }[];
    }>;
  };
};
type MemoryReporters = {
  minimizeMemoryUsage(done: () => void): void;
  getReports(
    report: (process: string, path: string, kind: number, units: number, amount: number) => void,
    data: null,
    done: () => void,
    doneData: null,
    anonymize: boolean,
  ): void;
};

/** To be called in the browser's own scope: what about:memory does for "Minimize memory usage" and "Measure". */
async function collectGarbageOf(url: string): Promise<MemoryFigures> {
  const { Services, Cc, Ci, ChromeUtils } = globalThis as unknown as BrowserScope;
  const { children } = await ChromeUtils.requestProcInfo();
  const pid = children.find(({ windows }) =>
    windows.some(({ documentURI }) => documentURI?.spec === url),
  )?.pid;
  if (pid === undefined) throw new Error(`no process has ${url}`);
  const reporters = Cc['@mozilla.org/memory-reporter-manager;1']!.getService(Ci.nsIMemoryReporterManager);
  for (const topic of ['child-gc-request', 'child-cc-request', 'child-gc-request', 'child-mmu-request'])
    Services.obs.notifyObservers(null, topic);
  const figures: MemoryFigures = { heapBytes: 0, nodes: null, listenerCount: null };
  await new Promise<void>((resolve) => {
    reporters.getReports(
      (process, path, _kind, _units, amount) => {
        if (!process.includes(`pid ${pid})`)) return;
        if (path.startsWith('explicit/window-objects/top(http')) figures.heapBytes! += amount;
        if (path === 'window-objects/dom/element-nodes') figures.nodes = amount;
      },
      null,
      resolve,
      null,
      false,
    );
  });
  return figures;
}
