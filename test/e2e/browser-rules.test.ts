import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type BareBrowser, type BareTab, launchBareBrowser } from '../support/bare-browser.js';
import { waitForMovingVideo, waitForState } from '../support/page-video.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { type SecureSite, startSecureSite } from '../support/secure-site.js';
import { pageWithCamera } from '../support/static-site.js';

const farGateway = 'http://gateway.example';

describe('an https page on the internet', () => {
  let scene: Scene;
  let site: SecureSite;
  let browser: BareBrowser;
  before(async () => {
    scene = await startScene();
    await scene.startCamera();
    const page = (gatewayUrl: string): string =>
      pageWithCamera({ gatewayUrl, cameraId }).replace(`${gatewayUrl}/player.js`, '/player.js');
    site = await startSecureSite(() => ({ '/far': page(farGateway), '/near': page(scene.gateway.url) }));
    scene.opened.push(site);
    browser = await launchBareBrowser({ args: site.browserArgs });
  });
  after(async () => {
    await browser?.close();
    await scene?.close();
  });

  /** What the viewer has answered, or would. */
  async function openTab(setting: 'granted' | 'denied' | 'prompt'): Promise<BareTab> {
    const tab = await browser.openTab('about:blank');
    for (const name of ['loopback-network', 'local-network-access']) {
      const permission = { permission: { name }, setting, origin: site.url };
      await tab.devtools.send('Browser.setPermission', permission);
    }
    return tab;
  }

  it('is told of mixed content, and does not even ask an http gateway', async () => {
    const { page } = await openTab('prompt');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${site.url}/far`);
    assert.equal((await waitForState(page, 'failed')).errorCode, 'mixed_content');
    assert.deepEqual(
      asked.filter((url) => url.startsWith(farGateway)),
      [],
    );
    await page.close();
  });

  it('plays from a gateway on the own machine when the viewer allows it', async () => {
    const { page } = await openTab('granted');
    await page.goto(`${site.url}/near`);
    await waitForMovingVideo(page);
    await page.close();
  });

  it('is told when the viewer has forbidden it', async () => {
    const { page } = await openTab('denied');
    await page.goto(`${site.url}/near`);
    assert.equal((await waitForState(page, 'failed')).errorCode, 'local_network_blocked');
    await page.close();
  });

  it('is told no more than that nobody answers while the viewer has not decided', async () => {
    const { page } = await openTab('prompt');
    await page.goto(`${site.url}/near`);
    assert.equal((await waitForState(page, 'failed')).errorCode, 'gateway_unreachable');
    await page.close();
  });
});
