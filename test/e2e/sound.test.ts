import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { downloadStream } from '../support/download-stream.js';
import { openSession } from '../support/gateway-client.js';
import { findOnsets } from '../support/onsets.js';
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

  it('keeps them together within 50 ms on the timeline that players get', async () => {
    const scene = await startScene();
    try {
      await scene.startCamera({ sound: 'beeps' });
      const { playlistUrl } = await openSession(scene.gateway.url, cameraId);
      const { flashes, beeps } = await findOnsets(await downloadStream(playlistUrl, { seconds: 5 }));
      assert.ok(flashes.length >= 3, `only ${flashes.length} flashes`);
      for (const flash of flashes) {
        const apart = Math.min(...beeps.map((beep) => Math.abs(beep - flash)));
        assert.ok(
          apart <= 0.05,
          `the flash at ${flash} s is ${apart} s from the nearest beep of ${beeps.join(', ')}`,
        );
      }
    } finally {
      await scene.close();
    }
  });
});
