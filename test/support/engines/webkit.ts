/**
 * WebKitGTK: its MiniBrowser, driven by WebKitWebDriver, on a display of its own. It is not Safari: docs/browsers.md says
 * what that means.
 */
import { readdirSync } from 'node:fs';
import { until } from '../deadline.js';
import { findProgram } from '../find-program.js';
import { freeTcpPort } from '../free-port.js';
import type { Engine } from './engine.js';
import { startEngineProgram } from './engine-program.js';
import { clickAt, pressOf } from './input-actions.js';
import { openAll, temporaryDirectory } from './opened-parts.js';
import { evaluateBy, middleOf, type Point } from './page-call.js';
import { openWebDriverSession } from './webdriver-session.js';

const startsWithinMs = 30_000;
const windowShape = { x: 0, y: 0, width: 1280, height: 800 };

export const findWebKitDriver = (): string | undefined => findProgram(['WebKitWebDriver']);
export const findDisplayServer = (): string | undefined => findProgram(['Xvfb']);

/** Where the distributions put it, which is on no PATH: beside the library, by architecture on Debian. */
export function findMiniBrowser(): string | undefined {
  const roots = ['/usr/lib', '/usr/libexec', '/usr/lib64'];
  const inside = roots.flatMap((root) => {
    try {
      return readdirSync(root).map((name) => `${root}/${name}`);
    } catch {
      return [];
    }
  });
  const libraries = ['webkit2gtk-4.1', 'webkitgtk-6.0'];
  const candidates = [...roots, ...inside].flatMap((place) =>
    libraries.map((library) => `${place}/${library}/MiniBrowser`),
  );
  return findProgram(candidates, 'WEBKIT_MINIBROWSER_PATH');
}

export function launchWebKitEngine(): Promise<Engine> {
  return openAll(async (parts) => {
    const home = parts.add(await temporaryDirectory('webkit-'));
    const display = parts.add(
      startEngineProgram({
        command: findDisplayServer() ?? 'Xvfb',
        args: ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
      }),
    );
    const [displayNumber] = await display.waitForLine(/^\d+$/, {
      what: 'a display',
      withinMs: startsWithinMs,
    });
    const port = await freeTcpPort();
    parts.add(
      startEngineProgram({
        command: findWebKitDriver() ?? 'WebKitWebDriver',
        args: [`--port=${port}`, '--host=127.0.0.1'],
        environment: {
          DISPLAY: `:${displayNumber}`,
          GDK_BACKEND: 'x11',
          HOME: home.path,
          XDG_RUNTIME_DIR: home.path,
          LIBGL_ALWAYS_SOFTWARE: '1',
          JSC_useGenerationalGC: 'false',
          NO_AT_BRIDGE: '1',
          DBUS_SESSION_BUS_ADDRESS: 'disabled:',
          // Its sandbox needs namespaces, which root in a container has not.
          WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
        },
      }),
    );
    const driverUrl = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${driverUrl}/status`)).ok, {
      what: 'WebKitWebDriver to listen',
      withinMs: startsWithinMs,
    });
    const session = parts.add(
      await openWebDriverSession(driverUrl, {
        'webkitgtk:browserOptions': { binary: findMiniBrowser() ?? 'MiniBrowser', args: ['--automation'] },
      }),
    );
    const { send } = session;
    const show = async () => void (await send('POST', '/window/rect', windowShape));
    await show();
    const evaluate = evaluateBy((expression) =>
      send('POST', '/execute/sync', { script: `return ${expression}`, args: [] }),
    ) as Engine['evaluate'];
    const perform = async (actions: object[]) => void (await send('POST', '/actions', { actions }));
    return {
      name: 'webkit',
      version: session.capabilities.browserVersion,
      evaluate,
      goto: async (url) => void (await send('POST', '/url', { url })),
      press: (key) => perform(pressOf(key)),
      click: async (selector) => perform(clickAt(await evaluate<Point, string>(middleOf, selector))),
      screenshot: async () => Buffer.from(await send<string>('GET', '/screenshot'), 'base64'),
      hide: async () => void (await send('POST', '/window/minimize', {})),
      show,
      async collectGarbage() {
        await evaluate(makeGarbage);
        return { heapBytes: null, nodes: null, listenerCount: null };
      },
      close: () => parts.close(),
    };
  });
}

/** To be called in the page: nothing asks this engine to collect, but so much garbage makes it do so, in full. */
async function makeGarbage(): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    for (let piece = 0; piece < 200; piece += 1) new Array(10_000).fill(piece);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
