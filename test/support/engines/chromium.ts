/**
 * Chromium by playwright-core over CDP. It connects to a browser that is started here, without playwright's defaults:
 * these keep every page visible and focused, which is not what a page lives with.
 */
import { type CDPSession, chromium } from 'playwright-core';
import { findChromium } from '../browser.js';
import type { Engine } from './engine.js';
import { startEngineProgram } from './engine-program.js';
import { openAll, temporaryDirectory } from './opened-parts.js';
import { evaluateBy, middleOf, type Point } from './page-call.js';

const startsWithinMs = 30_000;

/** No sandbox as root; in containers /dev/shm is small; sound is decoded but not played; nobody is called home. */
const flags = [
  '--headless=new',
  '--remote-debugging-port=0',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--mute-audio',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--window-size=1280,800',
];

export function launchChromiumEngine(): Promise<Engine> {
  return openAll(async (parts) => {
    const profile = parts.add(await temporaryDirectory('chromium-'));
    const program = parts.add(
      startEngineProgram({
        command: findChromium() ?? 'chromium',
        args: [...flags, `--user-data-dir=${profile.path}`, 'about:blank'],
      }),
    );
    const [, endpoint = ''] = await program.waitForLine(/DevTools listening on (ws:\S+)/, {
      what: 'Chromium to listen',
      withinMs: startsWithinMs,
    });
    const browser = parts.add(await chromium.connectOverCDP(endpoint, { noDefaults: true }));
    const [context] = browser.contexts();
    const page = context?.pages()[0] ?? (await context!.newPage());
    const cdp = await context!.newCDPSession(page);
    const evaluate = evaluateBy((expression) => run(cdp, expression)) as Engine['evaluate'];
    const other = await context!.newPage();
    await page.bringToFront();
    return {
      name: 'chromium',
      version: browser.version(),
      evaluate,
      goto: async (url) => void (await page.goto(url)),
      press: (key) => page.keyboard.press(key),
      async click(selector) {
        const { x, y } = await evaluate<Point, string>(middleOf, selector);
        await page.mouse.click(x, y);
      },
      screenshot: () => page.screenshot(),
      hide: () => other.bringToFront(),
      show: () => page.bringToFront(),
      collectGarbage: () => collectGarbage(cdp),
      close: () => parts.close(),
    };
  });
}

/** Not by playwright's `evaluate`, which counts as a gesture of the viewer's. */
async function run(cdp: CDPSession, expression: string): Promise<unknown> {
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', options);
  if (exceptionDetails) throw new Error(exceptionDetails.text);
  return result.value;
}

async function collectGarbage(cdp: CDPSession) {
  await cdp.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return { heapBytes: usedSize, nodes, listenerCount: jsEventListeners };
}
