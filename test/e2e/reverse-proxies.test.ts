/** The recipes for nginx and Caddy, each with the real program: TLS, HTTP/2, and a path that the gateway does not know of. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until, within } from '../support/deadline.js';
import { freeTcpPort } from '../support/free-port.js';
import { openSession } from '../support/gateway-client.js';
import type { MosquittoCamera } from '../support/mosquitto-camera.js';
import { waitForMovingVideo } from '../support/page-video.js';
import { descendantsOf } from '../support/processes.js';
import {
  findProxy,
  type ProxyExample,
  type ProxyName,
  proxyBrowserArgs,
  proxyNames,
  startProxyExample,
} from '../support/proxy-example.js';
import { cameraId, quickSessions, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

const { graceMs, keepAliveMs } = quickSessions;

async function startBehind(
  name: ProxyName,
  settings: Record<string, unknown> = {},
): Promise<{ scene: Scene; proxy: ProxyExample }> {
  const port = await freeTcpPort();
  const proxy = await startProxyExample(name, port);
  const scene = await startScene({ ...settings, port, publicUrl: proxy.url }).catch(async (error) => {
    await proxy.close();
    throw error;
  });
  scene.opened.push(proxy);
  return { scene, proxy };
}

/** Reads an answer that does not end, and knows its last bytes. */
async function readEndless(url: string, options: https.RequestOptions = {}) {
  const request = (url.startsWith('https:') ? https : http).get(url, options);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 200);
  let last = Buffer.alloc(0);
  response.on('data', (bytes: Buffer) => {
    last = Buffer.concat([last, bytes]).subarray(-64);
  });
  response.on('error', () => {});
  return {
    tail: () => last.toString('hex'),
    close: async () => void request.destroy(),
  };
}

/** A page with the tag, which writes down the progress of its start. */
async function openPage({ browser }: TestBrowser, scene: Scene, gatewayUrl: string, transport: string) {
  const attributes = `autoplay muted transport="${transport}"`;
  const listening = `<script>const phases = [];
    document.querySelector('rpi-live-camera').addEventListener('progress', ({ detail }) => detail?.phase && phases.push(detail.phase));
    </script></html>`;
  const html = pageWithCamera({ gatewayUrl, cameraId, attributes }).replace('</html>', listening);
  const site = await startStaticSite({ '/': html });
  scene.opened.push(site);
  const page = await browser.newPage();
  const requestUrls: string[] = [];
  page.on('request', (request) => requestUrls.push(request.url()));
  await page.goto(site.url);
  return { page, requestUrls };
}

/** The HTTP versions in which `baseUrl` has answered so far. */
const versionsOf = (page: Page, baseUrl: string) =>
  page.evaluate(
    (base) => [
      ...new Set(
        performance
          .getEntriesByType('resource')
          .filter(({ name }) => name.startsWith(base))
          .map((entry) => (entry as PerformanceResourceTiming).nextHopProtocol),
      ),
    ],
    baseUrl,
  );

const waitForStop = (camera: MosquittoCamera, withinMs: number) =>
  camera.waitFor(({ action }) => action === 'STOP_LIVE_STREAM', { what: 'STOP', withinMs });

for (const name of proxyNames) {
  const skip = findProxy(name) ? false : `${name} is not installed`;

  describe(`a gateway behind ${name}`, { skip }, () => {
    let test: TestBrowser;
    before(async () => {
      test = await launchBrowser({ args: proxyBrowserArgs });
    });
    after(() => test.close());

    for (const transport of ['hls', 'fmp4']) {
      it(`plays by ${transport}, tells how the start goes while it goes, and lets the camera sleep`, async () => {
        const { scene, proxy } = await startBehind(name);
        try {
          const { page, requestUrls } = await openPage(test, scene, proxy.url, transport);
          // There is no camera before: what is held back until the answer is complete would come too late.
          await until(async () => ((await page.evaluate('phases')) as string[]).includes('waking'), {
            what: 'the page to hear that the camera is being woken',
            withinMs: quickSessions.startTimeoutMs / 2,
          });
          const camera = await scene.startCamera();
          await waitForMovingVideo(page);
          assert.deepEqual(await page.evaluate('phases'), ['waking', 'receiving', 'buffering']);
          const mediaUrls = requestUrls.filter((url) => url.includes('/live/'));
          assert.ok(mediaUrls.length > 0);
          for (const url of mediaUrls) assert.ok(url.startsWith(`${proxy.url}/live/`), url);
          assert.deepEqual(await versionsOf(page, `${proxy.url}/`), ['h2']);
          await page.close();
          await waitForStop(camera, 2 * keepAliveMs + graceMs + 2000);
        } finally {
          await scene.close();
        }
      });
    }

    it('lets the camera sleep when a browser that reads an endless response dies', async () => {
      const { scene, proxy } = await startBehind(name);
      try {
        const camera = await scene.startCamera();
        const own = await launchBrowser({ args: proxyBrowserArgs });
        const { page } = await openPage(own, scene, proxy.url, 'fmp4');
        await waitForMovingVideo(page).finally(() => own.closeHard());
        await waitForStop(camera, 2 * keepAliveMs + graceMs + 2000);
      } finally {
        await scene.close();
      }
    });

    it('keeps nothing back of endless media when nothing follows: what came last is what the gateway sent last', async () => {
      // Longer than the test: a run that ends would end the answers, and with them push on what was kept back.
      const { scene, proxy } = await startBehind(name, { ingest: { timeoutMs: 60_000 } });
      try {
        await scene.startCamera();
        const { session } = await openSession(scene.gateway.url, cameraId);
        const url = new URL(session.sources.find(({ transport }) => transport === 'fmp4')?.url ?? '');
        const ownPath = url.pathname.slice(new URL(proxy.url).pathname.length);
        const direct = await readEndless(`${scene.gateway.url}${ownPath}`);
        const through = await readEndless(`https://127.0.0.1:${url.port}${url.pathname}`, {
          ...proxy.tls,
          headers: { Host: url.host },
        });
        scene.opened.push(direct, through);
        await until(() => direct.tail() && through.tail(), { what: 'both to read', withinMs: 10_000 });
        const receivers = (await descendantsOf(scene.gateway.pid)).filter(({ command }) =>
          /ffmpeg/.test(command),
        );
        assert.equal(receivers.length, 1);
        process.kill(receivers[0]!.pid, 'SIGSTOP');
        await until(() => direct.tail() === through.tail(), {
          what: `${name} to have handed on the last picture`,
          withinMs: 10_000,
        });
      } finally {
        await scene.close();
      }
    });

    it('passes WebSockets on', async () => {
      const { scene, proxy } = await startBehind(name);
      try {
        await scene.startCamera();
        const { session } = await openSession(scene.gateway.url, cameraId);
        const url = new URL(session.sources.find(({ transport }) => transport === 'fmp4')?.url ?? '');
        const socket = new WebSocket(`wss://127.0.0.1:${url.port}${url.pathname}`, {
          ...proxy.tls,
          headers: { Host: url.host },
        });
        const received: { isBinary: boolean; text: string }[] = [];
        socket.on('message', (message: Buffer, isBinary) =>
          received.push({ isBinary, text: message.toString('latin1') }),
        );
        await within(once(socket, 'open'), { what: 'the handshake', withinMs: 5000 });
        await until(() => received.length >= 20, { what: '20 messages', withinMs: 10_000 });
        socket.terminate();
        const [head, ...media] = received;
        assert.deepEqual([head?.isBinary, media.every(({ isBinary }) => isBinary)], [false, true]);
        assert.match(head?.text ?? '', /video\/mp4/);
        assert.ok(url.href.startsWith(`${proxy.url}/live/`), url.href);
      } finally {
        await scene.close();
      }
    });
  });
}
