/** A gateway that is told to end while everybody watches: each stream gets its last word, and nothing holds the end up. */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { startAgentProcess } from '../support/agent-process.js';
import { until, within } from '../support/deadline.js';
import { type OpenedSession, openSession } from '../support/gateway-client.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { waitUntilNothingRunsBelow } from '../support/processes.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';

const viewerCount = 50;
/** What the gateway promises, SIGTERM to exit. */
const endsWithinMs = 5000;

type Way = 'hls' | 'fmp4' | 'mjpeg' | 'stuck';

function sourceOf({ session, playlistUrl }: OpenedSession, transport: string): URL {
  return new URL(session.sources.find((source) => source.transport === transport)!.url, playlistUrl);
}

/** Resolves with how an endless answer ended. */
function readToEnd(url: URL): { began: Promise<void>; ended: Promise<'complete' | 'cut'> } {
  let onBegin = (): void => {};
  const began = new Promise<void>((resolve) => {
    onBegin = resolve;
  });
  const ended = new Promise<'complete' | 'cut'>((resolve) => {
    request(url, (response) => {
      response.once('data', onBegin).resume();
      response.on('end', () => resolve(response.complete ? 'complete' : 'cut'));
      response.on('error', () => resolve('cut'));
    })
      .on('error', () => resolve('cut'))
      .end();
  });
  return { began, ended };
}

/** A reader that asks and never reads. */
function getStuck(url: URL): Socket {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
  return socket;
}

async function openCrowd(scene: Scene) {
  const ways: Way[] = ['hls', 'fmp4', 'mjpeg', 'stuck'];
  const endings: { way: Way; ended: Promise<unknown> }[] = [];
  const stuck: Socket[] = [];
  const beginnings: Promise<unknown>[] = [];
  for (let index = 0; index < viewerCount; index += 1) {
    const way = ways[index % ways.length]!;
    const opened = await openSession(scene.gateway.url, cameraId);
    if (way === 'stuck') stuck.push(getStuck(sourceOf(opened, 'fmp4')));
    else if (way === 'hls') {
      const text = await opened.playlist.read();
      const newest = [...text.matchAll(/#EXT-X-MEDIA-SEQUENCE:(\d+)/g)].at(-1)?.[1];
      const blocked = `${opened.playlistUrl}?_HLS_msn=${Number(newest) + text.split('#EXTINF').length}`;
      endings.push({ way, ended: fetch(blocked).then((answer) => answer.text().then(() => answer.status)) });
    } else {
      const { began, ended } = readToEnd(sourceOf(opened, way));
      beginnings.push(began);
      endings.push({ way, ended });
    }
  }
  await within(Promise.all(beginnings), { what: 'media for everybody', withinMs: 20_000 });
  return { endings, stuck };
}

describe('a gateway that is told to end', () => {
  for (const trouble of ['slow readers', 'slow readers and a broker that hangs'] as const) {
    it(`in front of ${viewerCount} viewers, ${trouble}, ends in time and leaves nothing`, async () => {
      const scene = await startScene({ sessions: { keepAliveMs: 10_000 } });
      try {
        const control = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/control`);
        const agent = await startAgentProcess({
          mqttUrl: scene.mosquitto.url,
          settings: { capture: { type: 'test' } },
        });
        scene.opened.push(agent);
        const { endings, stuck } = await openCrowd(scene);
        const { pid } = scene.gateway;
        const hangs = trouble.includes('broker');
        if (hangs) scene.mosquitto.hang();
        const toldAtMs = performance.now();
        assert.equal(await scene.gateway.stop(), 0);
        const tookMs = performance.now() - toldAtMs;
        assert.ok(tookMs < endsWithinMs, `${tookMs} ms`);
        const results = await within(
          Promise.all(
            endings.map(async ({ way, ended }) => [way, await ended.catch(() => 'refused')] as const),
          ),
          { what: 'the end of every answer', withinMs: 5000 },
        );
        for (const way of ['fmp4', 'mjpeg'] as const)
          assert.ok(
            results.filter(([one]) => one === way).every(([, end]) => end === 'complete'),
            `${way}: ${results.filter(([one]) => one === way).map(([, end]) => end)}`,
          );
        for (const socket of stuck) socket.destroy();
        await waitUntilNothingRunsBelow(pid, 2000);
        if (!hangs) {
          await until(() => control.actions().includes('STOP_LIVE_STREAM'), { what: 'STOP', withinMs: 2000 });
        }
        scene.mosquitto.resume();
        await control.close();
      } finally {
        scene.mosquitto.resume();
        await scene.close();
      }
    });
  }
});
