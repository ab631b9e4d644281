import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startAgentProcess } from '../support/agent-process.js';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { captureCases } from '../support/captures.js';
import { until } from '../support/deadline.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { videoFacts, waitForMovingVideo } from '../support/page-video.js';
import { waitUntilNoFfmpegIsLeft, waitUntilNothingRunsBelow } from '../support/processes.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

describe('an agent that films', () => {
  let test: TestBrowser;
  let scene: Scene;
  before(async () => {
    test = await launchBrowser({ args: ['--autoplay-policy=no-user-gesture-required'] });
    scene = await startScene();
  });
  after(() => test.close().finally(() => scene.close()));

  for (const { name, sound, skip = false, prepare } of captureCases) {
    it(`with ${name} sends what moves in a browser, and leaves nothing behind`, { skip }, async () => {
      const { settings, close } = await prepare();
      const agent = await startAgentProcess({ mqttUrl: scene.mosquitto.url, settings });
      const status = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/status`);
      try {
        const said = (state: string) => () => status.messages.at(-1)?.state === state;
        await until(said('idle'), { what: 'the agent to be there', withinMs: 10_000 });
        const attributes = 'autoplay controls';
        const html = pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId, attributes });
        const site = await startStaticSite({ '/': html });
        scene.opened.push(site);
        const page = await test.browser.newPage();
        await page.goto(site.url);
        const first = await waitForMovingVideo(page);
        assert.equal(first.width, 640);
        if (sound === 'heard') {
          const goesOn = async () =>
            (await videoFacts(page)).decodedAudioBytes > first.decodedAudioBytes + 4000;
          await until(goesOn, { what: 'the sound to go on', withinMs: 5000 });
        }
        assert.equal(status.messages.at(-1)?.lastError ?? null, null);
        await page.close();
        await until(said('idle'), { what: 'the camera to be let go', withinMs: 5000 });
        await waitUntilNothingRunsBelow(agent.pid, 2000);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${agent.log()}`, { cause: error });
      } finally {
        await status.close();
        await agent.close();
        await close();
        await waitUntilNoFfmpegIsLeft(scene.gateway.pid, 3000);
      }
    });
  }
});
