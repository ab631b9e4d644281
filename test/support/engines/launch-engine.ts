/** From the name of an engine to a running one, or to the reason why this machine has none. */
import { findChromium } from '../browser.js';
import { launchChromiumEngine } from './chromium.js';
import type { Engine, EngineName } from './engine.js';
import { findFirefox, launchFirefoxEngine } from './firefox.js';
import { findDisplayServer, findMiniBrowser, findWebKitDriver, launchWebKitEngine } from './webkit.js';

type Installation = {
  launch(): Promise<Engine>;
  /** Debian packages by what they bring, with whether that is there. */
  needs: Record<string, () => string | undefined>;
};

const installations: Readonly<Record<EngineName, Installation>> = {
  chromium: { launch: launchChromiumEngine, needs: { chromium: findChromium } },
  firefox: { launch: launchFirefoxEngine, needs: { 'firefox-esr': findFirefox } },
  webkit: {
    launch: launchWebKitEngine,
    needs: {
      'webkit2gtk-driver': () => findWebKitDriver() && findMiniBrowser(),
      xvfb: findDisplayServer,
    },
  },
};

/** Why an engine cannot run here, with what to install; `undefined`: it can. */
export function whyNotHere(name: EngineName): string | undefined {
  const missing = Object.entries(installations[name].needs).flatMap(([packageName, find]) =>
    find() === undefined ? [packageName] : [],
  );
  if (missing.length === 0) return undefined;
  return `${name} is not installed: \`npm run setup -- --test\` installs it on Debian (${missing.join(', ')})`;
}

/** @throws Error when it is not installed or does not start */
export async function launchEngine(name: EngineName): Promise<Engine> {
  const reason = whyNotHere(name);
  if (reason !== undefined) throw new Error(reason);
  return installations[name].launch();
}
