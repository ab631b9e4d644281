/** A recording as the source of a plain `<video>`: no script of ours, and it can be seeked in. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Playback, type Recording, recordingPaths } from '@rpi-live-camera/protocol';
import { launchBrowser, type TestBrowser } from '../support/browser.js';
import { until } from '../support/deadline.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { startStaticSite } from '../support/static-site.js';

const recordedMs = 8000;

describe('the MP4 of a recording in a <video>', () => {
  let path: string;
  let scene: Scene;
  let test: TestBrowser;
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'recording-seek-'));
    test = await launchBrowser();
    scene = await startScene({ recording: { mode: 'on-demand', path, minFreeBytes: 0 } });
    await scene.startCamera();
  });
  after(async () => {
    await test.close();
    await scene.close();
    await rm(path, { recursive: true, force: true });
  });

  const ask = async <Answer>(method: string, apiPath: string): Promise<Answer> => {
    const response = await fetch(new URL(apiPath, scene.gateway.url), { method });
    assert.ok(response.ok, `${method} ${apiPath}: ${response.status}`);
    return (await response.json()) as Answer;
  };

  it('is seeked to its end and back, while it grows and when it is finished', {
    timeout: 60_000,
  }, async () => {
    const { id } = await ask<Recording>('POST', recordingPaths.recordings(cameraId));
    const durationMs = async (): Promise<number> =>
      (await ask<Recording>('GET', recordingPaths.recording(cameraId, id))).durationMs;
    await until(async () => (await durationMs()) >= recordedMs, { what: 'a recording', withinMs: 20_000 });
    for (const state of ['recording', 'finished']) {
      if (state === 'finished') await ask('POST', recordingPaths.stop(cameraId));
      const { mp4Url } = await ask<Playback>('POST', recordingPaths.playback(cameraId, id));
      const source = new URL(mp4Url, scene.gateway.url).href;
      const site = await startStaticSite({
        '/': `<!doctype html><link rel="icon" href="data:,"><video muted preload="metadata" src="${source}"></video>`,
      });
      scene.opened.push(site);
      const page = await test.browser.newPage();
      const statuses: number[] = [];
      page.on('response', (response) => {
        if (response.url() === source) statuses.push(response.status());
      });
      await page.goto(site.url);
      const read = (what: string): Promise<number> =>
        page.evaluate(`document.querySelector('video').${what}`) as Promise<number>;
      await until(async () => (await read('readyState')) >= 1, { what: 'metadata', withinMs: 10_000 });
      const seekableTo = (await page.evaluate(
        `(({ seekable }) => seekable.length && seekable.end(0))(document.querySelector('video'))`,
      )) as number;
      assert.ok(seekableTo >= recordedMs / 1000 - 0.2, `${state}: can be seeked to ${seekableTo} s`);
      for (const seconds of [seekableTo - 1, 0.5, seekableTo / 2]) {
        await page.evaluate(`document.querySelector('video').currentTime = ${seconds}`);
        await until(async () => (await read('readyState')) >= 2 && !(await read('seeking')), {
          what: `a picture at ${seconds} s`,
          withinMs: 10_000,
        });
        assert.ok(Math.abs((await read('currentTime')) - seconds) < 0.1);
      }
      assert.ok(statuses.length > 0 && statuses.every((status) => status === 206), `${statuses}`);
      await page.close();
    }
  });
});
