/**
 * Lets players that are not ours play one stream, with the camera's encoder killed in the middle, and looks at what each
 * of them has shown and complained of. Used by the short and the long test of this.
 */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from './browser.js';
import { type ForeignPlayerName, startForeignPlayer } from './foreign-players.js';
import { openSession } from './gateway-client.js';
import { type HlsJsBuild, openHlsJsPage } from './hls-js-page.js';
import { ffmpegsNaming } from './processes.js';
import { cameraId, startScene } from './scene.js';

export type PlainPlaying = {
  seconds: number;
  programs: readonly ForeignPlayerName[];
  hlsJsBuilds: readonly HlsJsBuild[];
};

const framesPerSecond = 30;
/** The silence after which the gateway starts the camera anew, the camera's own start, and what players keep back. */
const restartSeconds = 12;
/**
 * What hls.js reports and gets over by itself: it calls a gap an error, and a request that it gives up for another place to
 * begin at; the buffer runs dry while the camera is silent.
 */
const hlsJsGetsOver = [
  'fragGap',
  'aborted',
  'bufferStalledError',
  'bufferSeekOverHole',
  'bufferNudgeOnStall',
];

export async function letPlainPlayersPlay({ seconds, programs, hlsJsBuilds }: PlainPlaying): Promise<void> {
  const scene = await startScene({ sessions: { keepAliveMs: 5000 } });
  const test = await launchBrowser();
  try {
    const camera = await scene.startCamera();
    const playlistUrl = async (): Promise<string> =>
      (await openSession(scene.gateway.url, cameraId)).playlistUrl;
    const players = [];
    for (const name of programs) {
      const player = await startForeignPlayer(name, await playlistUrl());
      scene.opened.push(player);
      players.push(player);
    }
    const pages = [];
    for (const build of hlsJsBuilds) {
      const page = await openHlsJsPage(test.browser, build, await playlistUrl());
      scene.opened.push(page);
      pages.push({ build, page });
    }
    await delay(seconds * 500);

    const port = new URL(camera.heard[0]?.output?.url ?? '').port;
    const encoders = await ffmpegsNaming(`:${port}?mode=caller`);
    assert.equal(encoders.length, 1);
    for (const { pid } of encoders) process.kill(pid, 'SIGKILL');
    await delay(seconds * 500);

    const enough = (seconds - restartSeconds) * framesPerSecond * 0.9;
    for (const player of players) {
      player.assertAlive();
      const count = await player.pictureCount();
      assert.deepEqual(player.complaints(), [], player.name);
      assert.ok(count >= enough, `${player.name} showed ${count} pictures in ${seconds} s`);
    }
    for (const { build, page } of pages) {
      const { errors, shownFrames } = await page.facts();
      const unexpected = errors.filter(({ details, fatal }) => fatal || !hlsJsGetsOver.includes(details));
      assert.deepEqual(unexpected, [], build);
      assert.ok(shownFrames >= enough, `${build} showed ${shownFrames} pictures in ${seconds} s`);
    }
    const runs = new Set(camera.heard.flatMap(({ runId }) => runId ?? []));
    assert.equal(runs.size, 2, 'the camera was started anew once');
  } finally {
    await test.close().finally(() => scene.close());
  }
}
