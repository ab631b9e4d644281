import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { videoFacts, waitForMovingVideo } from '../support/page-video.js';
import { cameraId, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

describe('a camera with sound', () => {
  let test: TestBrowser;
  before(async () => {
    test = await launchBrowser({ args: ['--autoplay-policy=no-user-gesture-required'] });
  });
  after(() => test.close());

  it('plays picture and sound, both moving', async () => {
    const scene = await startScene();
    try {
      await scene.startCamera({ sound: 'tone' });
      const site = await startStaticSite({
        '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes: 'autoplay controls' }),
      });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      await page.goto(site.url);
      const first = await waitForMovingVideo(page);
      assert.ok(first.decodedAudioBytes > 0, 'no sound was decoded');
      await until(async () => (await videoFacts(page)).decodedAudioBytes > first.decodedAudioBytes + 4000, {
        what: 'the sound to go on',
        withinMs: 5000,
      });
      await page.close();
    } finally {
      await scene.close();
    }
  });
});
