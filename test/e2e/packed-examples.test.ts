import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { rootDirectory } from '../docs/code-blocks.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until, within } from '../support/deadline.js';
import { startFolderSite } from '../support/folder-site.js';
import { freeTcpPort, freeUdpPortRange } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { installPacked, type PackedFolder } from '../support/packed-packages.js';
import { videoFacts, waitForMovingVideo, waitForState } from '../support/page-video.js';
import { quickSessions } from '../support/scene.js';

const run = promisify(execFile);
const examples = ['plain-html', 'static-iife', 'strict-csp', 'react', 'vue', 'media-chrome'];
/** What the examples call their gateway. */
const gatewayInExamples = 'http://localhost:8080';

/** The compiler does not read templates: what Vue's own tools find for the tag. */
const vueTagTypes = `
import type { GlobalComponents } from 'vue';

type Props = InstanceType<GlobalComponents['rpi-live-camera']>['$props'];

export const props: Props = {
  camera: 'demo',
  'hidden-delay': 30,
  autoplay: true,
  muted: '',
  recording: null,
  label: undefined,
  onStatechange: ({ detail }) => console.info(detail.state === 'playing'),
  // @ts-expect-error there is no such transport list
  transport: 7,
};
`;

/** What the example leaves out: attributes that go. */
const reactTagTypes = `
import '@rpi-live-camera/player/react';

export const Recorded = ({ id, gateway }: { id: string | null; gateway: string | undefined }) => (
  <rpi-live-camera camera="demo" recording={id} gateway={gateway} volume={null} />
);
`;

/** What TypeScript knows of the tag without any framework, by the resolution of Node. */
const domTypes = `
import { type LiveCamera, PlayerError, type PlayerEventMap } from '@rpi-live-camera/player';
import type { LiveCameraRecordings } from '@rpi-live-camera/player/recordings';

export const camera: LiveCamera = document.createElement('rpi-live-camera');
const listen = ({ detail }: PlayerEventMap['statechange']) => console.info(detail.previous === 'playing');
camera.addEventListener('statechange', listen);
camera.removeEventListener('statechange', listen);
camera.addEventListener('timeupdate', (event) => console.info(event.timeStamp));
camera.addEventListener('error', ({ detail }) => console.info(detail instanceof PlayerError && detail.code));
// @ts-expect-error there is no such detail
camera.addEventListener('statechange', ({ detail }) => console.info(detail.nothing));

export const list: LiveCameraRecordings = document.createElement('rpi-live-camera-recordings');
list.addEventListener('recordingselect', ({ detail }) => console.info(detail.recording?.startedAt));
`;

describe('examples, made from the packed packages alone', () => {
  let packed: PackedFolder;
  let gateway: GatewayProcess;
  let test: TestBrowser;
  const opened: { close(): Promise<unknown> }[] = [];
  before(async () => {
    packed = await installPacked(examples);
    opened.push(packed);
    const firstPort = await freeUdpPortRange(4);
    gateway = await startGatewayProcess({
      program: [join(packed.path, 'node_modules/@rpi-live-camera/gateway/bin/rpi-live-camera-gateway.js')],
      config: {
        broker: { enabled: true, port: await freeTcpPort() },
        ingest: { bindHost: '127.0.0.1', ports: `${firstPort}-${firstPort + 3}` },
        sessions: quickSessions,
        cameras: [{ id: 'demo' }, { id: 'front-door' }],
      },
      flags: ['--simulate'],
    });
    opened.push({ close: () => gateway.stop() });
    test = await launchBrowser();
    opened.push(test);
  });
  after(async () => {
    const closed: PromiseSettledResult<unknown>[] = [];
    for (const part of opened.reverse()) closed.push(...(await Promise.allSettled([part.close()])));
    const failures = closed.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    assert.deepEqual(failures, []);
  });

  async function openFolder(...folders: string[]): Promise<Page> {
    const site = await startFolderSite(join(packed.path, ...folders), { [gatewayInExamples]: gateway.url });
    opened.push(site);
    const page = await test.browser.newPage();
    await page.goto(site.url);
    return page;
  }

  it('plain-html plays, and hides what is for pages without the script', async () => {
    const page = await openFolder('plain-html');
    await waitForMovingVideo(page);
    assert.equal(await page.getByText('The newest picture').isVisible(), false);
    await page.close();
    const context = await test.browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    const site = await startFolderSite(join(packed.path, 'plain-html'), { [gatewayInExamples]: gateway.url });
    opened.push(site);
    await still.goto(site.url);
    assert.ok(await still.getByText('The newest picture').isVisible());
    assert.ok(await still.getByAltText('The camera as last seen').isVisible());
    await context.close();
  });

  it('iframe plays in a frame from another origin, of a page that brings no script', async () => {
    const folder = join(rootDirectory, 'docs/examples/iframe');
    const site = await startFolderSite(folder, { 'https://gateway.example': gateway.url });
    opened.push(site);
    const page = await test.browser.newPage();
    await page.goto(site.url);
    const frame = await until(() => page.frames()[1], { what: 'the frame', withinMs: 5000 });
    await waitForMovingVideo(frame);
    assert.equal(new URL(frame.url()).origin, gateway.url);
    assert.notEqual(new URL(page.url()).origin, gateway.url);
    await page.close();
  });

  it('static-iife plays from one classic script', async () => {
    await packed.runScript('static-iife', 'build');
    const page = await openFolder('static-iife', 'site');
    await waitForMovingVideo(page);
    await page.close();
  });

  it('react knows the tag in JSX, hears its events and plays', async () => {
    await writeFile(join(packed.path, 'react/src/tag-types.tsx'), reactTagTypes);
    await packed.runScript('react', 'check');
    await packed.runScript('react', 'build');
    const page = await openFolder('react', 'dist');
    await waitForMovingVideo(page);
    await page.getByText('The camera is playing.').waitFor();
    await page.close();
  });

  it('vue knows the tag in templates, hears its events and plays', async () => {
    await writeFile(join(packed.path, 'vue/src/tag-types.ts'), vueTagTypes);
    await packed.runScript('vue', 'check');
    await packed.runScript('vue', 'build');
    const page = await openFolder('vue', 'dist');
    await waitForMovingVideo(page);
    await page.getByText('The camera is playing.').waitFor();
    await page.close();
  });

  it('media-chrome plays, pauses, goes to live and into picture in picture', async () => {
    await packed.runScript('media-chrome', 'build');
    const page = await openFolder('media-chrome', 'dist');
    await waitForMovingVideo(page);
    await page.locator('media-controller:not([mediapaused])[mediastreamtype=live]').waitFor();
    await page.locator('media-play-button').click();
    await waitForState(page, 'paused');
    await page.locator('media-controller[mediapaused]').waitFor();
    await page.locator('media-live-button').click();
    await waitForMovingVideo(page);
    await page.locator('media-pip-button').click();
    await page.locator('media-controller[mediaispip]').waitFor();
    await page.close();
  });

  it('strict-csp plays under its policy by every transport, and breaks no rule of it', async () => {
    const port = await freeTcpPort();
    const server = spawn(process.execPath, ['server.mjs'], {
      cwd: join(packed.path, 'strict-csp'),
      env: { ...process.env, PORT: String(port), GATEWAY: gateway.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(server, 'exit');
    opened.push({
      async close() {
        server.kill();
        await exited;
      },
    });
    await within(once(server.stdout, 'data'), { what: 'the strict site to listen', withinMs: 10_000 });
    const page = await test.browser.newPage();
    const violations: string[] = [];
    // A second Trusted Types policy of one name is an exception in the script that makes it.
    page.on('pageerror', (error) => violations.push(String(error)));
    await page.exposeBinding('reportViolation', (_, violation: string) => violations.push(violation));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        const { reportViolation } = window as unknown as { reportViolation(text: string): void };
        reportViolation(`${violatedDirective} ${blockedURI} ${sample}`);
      });
    });
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.locator('rpi-live-camera-recordings [part~=container]').waitFor();
    for (const transport of ['hls', 'fmp4', 'mjpeg']) {
      await page.locator('rpi-live-camera').evaluate((element, wanted) => {
        element.setAttribute('transport', wanted);
      }, transport);
      await waitForState(page, 'playing').finally(() => assert.deepEqual(violations, []));
      if (transport !== 'mjpeg') await waitForMovingVideo(page);
    }
    // A lazy language, and a picture saved as a file by its key.
    await page.locator('rpi-live-camera').evaluate((element) => element.setAttribute('lang', 'de'));
    await page.locator('[part=container][lang=de]').waitFor();
    const download = page.waitForEvent('download');
    await page.locator('[part~=fullscreen-button]').press('s');
    assert.match((await download).suggestedFilename(), /\.jpg$/);
    assert.deepEqual(violations, []);
    assert.equal((await videoFacts(page)).errorCode, undefined);
    await page.close();
  });

  it('have types that a program without a framework can use', async () => {
    await writeFile(join(packed.path, 'dom-types.mts'), domTypes);
    const compiler = join(packed.path, 'node_modules/typescript/bin/tsc');
    const flags = '--noEmit --strict --module nodenext --target es2022 --lib es2023,dom,dom.iterable';
    const { stdout } = await run(
      process.execPath,
      [compiler, ...flags.split(' '), '--ignoreConfig', 'dom-types.mts'],
      {
        cwd: packed.path,
      },
    );
    assert.equal(stdout, '');
  });

  it('can be imported where there is no browser', async () => {
    const program = `
      const { LiveCamera, PlayerError } = await import('@rpi-live-camera/player');
      const { LiveCamera: same } = await import('@rpi-live-camera/player/element');
      const { renderLiveCamera } = await import('@rpi-live-camera/player/server');
      const { LiveCameraRecordings } = await import('@rpi-live-camera/player/recordings');
      const { LiveCameraRecordings: sameList } = await import('@rpi-live-camera/player/recordings/element');
      const { renderToString } = await import('react-dom/server');
      const { createElement } = await import('react');
      if (typeof document !== 'undefined') throw new Error('not a server');
      const tag = createElement('rpi-live-camera', { camera: 'demo', autoplay: true, 'hidden-delay': 30 }, 'A camera');
      console.log(JSON.stringify([LiveCamera === same, LiveCameraRecordings === sameList, typeof PlayerError, renderToString(tag)]));
      if (!renderLiveCamera({ camera: 'demo' }).includes('shadowrootmode')) throw new Error('no shadow root');
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program], {
      cwd: packed.path,
    });
    assert.deepEqual(JSON.parse(stdout), [
      true,
      true,
      'function',
      '<rpi-live-camera camera="demo" autoplay="" hidden-delay="30">A camera</rpi-live-camera>',
    ]);
  });
});
