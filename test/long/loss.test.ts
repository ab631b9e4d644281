import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { freeUdpPort } from '../support/free-port.js';
import { startLossyRelay } from '../support/lossy-relay.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { videoFacts, waitForMovingVideo } from '../support/page-video.js';
import { cameraId, startScene } from '../support/scene.js';
import { pageWithCamera, startStaticSite } from '../support/static-site.js';

const watchedMs = 60_000;
const encoder =
  '-preset ultrafast -tune zerolatency -profile:v baseline -pix_fmt yuv420p -g 30 -b:v 1M'.split(' ');

/** An ffmpeg that films a test picture and pushes it to a port of this machine. */
async function startFilming(port: number) {
  const source = [
    '-nostdin',
    '-loglevel',
    'error',
    '-re',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=size=640x360:rate=30',
  ];
  const output = [
    '-f',
    'mpegts',
    '-muxdelay',
    '0',
    '-flush_packets',
    '1',
    `udp://127.0.0.1:${port}?pkt_size=1316`,
  ];
  const child = spawn('ffmpeg', [...source, '-c:v', 'libx264', ...encoder, ...output], { stdio: 'inherit' });
  await once(child, 'spawn');
  return {
    async close() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

describe('a network that loses one packet in a hundred', () => {
  it('never fails the player: the picture goes on at the next keyframe', async () => {
    const ingestPort = await freeUdpPort();
    const scene = await startScene({
      cameras: [{ id: cameraId, ingest: { protocol: 'udp', port: ingestPort } }],
    });
    const test = await launchBrowser();
    try {
      const relay = await startLossyRelay({ toPort: ingestPort, lossShare: 0.01 });
      scene.opened.push(relay);
      const recorder = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/control`);
      scene.opened.push(recorder);
      const site = await startStaticSite({
        '/': pageWithCamera({ gatewayUrl: scene.gateway.url, cameraId }),
      });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      await page.goto(site.url);
      await until(() => recorder.actions().includes('START_LIVE_STREAM'), {
        what: 'START',
        withinMs: 10_000,
      });
      scene.opened.push(await startFilming(relay.port));
      const first = await waitForMovingVideo(page);
      const states = new Set<string | undefined>();
      const endAtMs = performance.now() + watchedMs;
      while (performance.now() < endAtMs) {
        const facts = await videoFacts(page);
        states.add(facts.state);
        assert.notEqual(facts.state, 'failed', facts.errorCode);
        await delay(500);
      }
      const last = await videoFacts(page);
      const { received, lost } = relay.counts();
      assert.ok(lost > 20, `only ${lost} of ${received} packets were lost`);
      // Half of the pictures of a perfect line at least: each loss costs those up to the next keyframe.
      const shown = last.shownFrames - first.shownFrames;
      assert.ok(
        shown > (watchedMs / 1000) * 15,
        `${shown} pictures in ${watchedMs / 1000} s; states: ${[...states]}`,
      );
      assert.equal(new Set(recorder.messages.map(({ runId }) => runId)).size, 1);
      await page.close();
    } finally {
      await test.close().finally(() => scene.close());
    }
  });
});
