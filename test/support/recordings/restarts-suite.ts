/**
 * Cameras that break off while they are recorded: what is kept is one recording that everything plays from start to end,
 * and it is what the cameras sent. In seconds by `npm test`, in ten minutes by `npm run test:long`.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Recording } from '@rpi-live-camera/protocol';
import { type Film, film } from '../../faults/filmed-pictures.js';
import { type SentPicture, startScriptedCamera } from '../../faults/scripted-camera.js';
import { until } from '../deadline.js';
import type { EngineName } from '../engines/engine.js';
import { launchEngine, whyNotHere } from '../engines/launch-engine.js';
import { type Scene, startScene } from '../scene.js';
import { compareWithSent } from './compare-with-sent.js';
import { complaintsOf, complaintsOfRuns, probe } from './foreign-readers.js';
import { readVod, type Vod } from './read-vod.js';
import { createRecordingClient } from './recording-client.js';
import { playToEnd } from './vod-page.js';

export type RestartOptions = {
  /** How long each run of a camera is recorded. */
  runSeconds: number;
  restartCount: number;
  /** How fast browsers play it. */
  playbackRate: number;
  /** The most that a date may differ from when its picture left the camera; a gateway that gets no processor time sees it late. */
  maxDateErrorMs: number;
};

/** What a recording may differ by from the H.264 and AAC in it: the boxes around a picture, at the default bit rate. */
const maxSizeShare = 0.02;
/** What a player may be off by from the playlist. */
const playerToleranceMs = 200;
/** An edit list and the last picture's length may differ, and how long a new run's port is listened at before its START. */
const durationToleranceSeconds = (restartCount: number): number => 0.2 + 0.1 * restartCount;

const usual = { framesPerSecond: 30, size: '640x480', bitsPerSecond: 2_000_000, sound: 'tone' } as const;
const films = {
  /** Each run like the one before it. */
  steady: () => Promise.all([film(usual)]),
  /** Each run of another size, rate and profile. */
  changing: () =>
    Promise.all([
      film(usual),
      film({ ...usual, framesPerSecond: 15, size: '1280x720', profile: 'high' }),
      film({ ...usual, framesPerSecond: 25, profile: 'high' }),
    ]),
};

type Kept = { recording: Recording; vod: Vod; hlsUrl: string; mp4Url: string; sent: SentPicture[] };

export function describeRecordedRestarts(options: RestartOptions): void {
  const { runSeconds, restartCount, playbackRate, maxDateErrorMs } = options;
  const totalSeconds = runSeconds * (restartCount + 1);

  describe(`a recording of ${totalSeconds} s with ${restartCount} restarts of the camera`, () => {
    let path: string;
    let scene: Scene;
    const kept = new Map<string, Kept>();
    before(async () => {
      path = await mkdtemp(join(tmpdir(), 'recordings-'));
      scene = await startScene({
        cameras: Object.keys(films).map((id) => ({ id })),
        ingest: { protocol: 'udp', timeoutMs: 1000 },
        recording: { mode: 'on-demand', path, minFreeBytes: 0 },
      });
      await Promise.all(
        Object.entries(films).map(async ([id, make]) => kept.set(id, await record(id, await make()))),
      );
    });
    after(async () => {
      await scene?.close();
      await rm(path, { recursive: true });
    });

    async function record(cameraId: string, shapes: readonly Film[]): Promise<Kept> {
      const sent: SentPicture[] = [];
      const camera = await startScriptedCamera({
        brokerUrl: scene.mosquitto.url,
        cameraId,
        film: shapes[0]!,
        onSent: (picture) => sent.push(picture),
      });
      scene.opened.push(camera);
      const client = createRecordingClient(scene.gateway.url, cameraId);
      const { id } = await client.start();
      for (let restart = 0; restart <= restartCount; restart++) {
        await delay(runSeconds * 1000);
        if (restart === restartCount) break;
        camera.script.film = shapes[(restart + 1) % shapes.length]!;
        camera.die();
        await until(() => camera.runIds.length === restart + 2, { what: 'another run', withinMs: 10_000 });
      }
      const recording = await client.stop();
      assert.equal(recording.id, id, 'it is one recording');
      const { hlsUrl, mp4Url } = await client.play(id);
      return { recording, vod: await readVod(hlsUrl), hlsUrl, mp4Url, sent };
    }

    for (const id of Object.keys(films)) {
      it(`is what the camera sent, at the times at which it sent it, runs being ${id}`, async (t) => {
        const { recording, vod, sent } = kept.get(id)!;
        assert.match(vod.playlist, /#EXT-X-PLAYLIST-TYPE:VOD\n[\s\S]*#EXT-X-ENDLIST\n$/);
        const { runs, payloadBytes } = compareWithSent(vod, sent);
        for (const { dateErrorMs } of runs) assert.ok(dateErrorMs <= maxDateErrorMs, `${dateErrorMs} ms`);
        assert.equal(recording.cutCount, restartCount);
        const { size } = await stat(join(path, id, recording.id, 'media.mp4'));
        const share = size / payloadBytes - 1;
        t.diagnostic(
          `dates are right within ${Math.max(...runs.map((run) => run.dateErrorMs))} ms; ` +
            `media.mp4 is ${(100 * share).toFixed(2)} % larger than the H.264 and AAC in it; ` +
            `not kept at the end of each run: ${runs.map((run) => run.lostAtEndCount).join(', ')} pictures`,
        );
        assert.equal(size, vod.mediaBytes, 'every byte is listed');
        assert.ok(Math.abs(share) <= maxSizeShare, `${size} bytes for ${payloadBytes} of media`);
      });

      it(`is one MP4 that ffmpeg reads without an error, runs being ${id}`, async () => {
        const { recording, vod, mp4Url } = kept.get(id)!;
        assert.equal(await complaintsOf(mp4Url), '');
        const { complaints, pictureCount, durationSeconds } = await probe(mp4Url);
        const count = vod.runs.flatMap(({ segments }) => segments.flatMap(({ pictures }) => pictures)).length;
        assert.deepEqual([complaints, pictureCount], ['', count]);
        const lastedSeconds = (Date.parse(recording.endedAt) - Date.parse(recording.startedAt)) / 1000;
        const error = Math.abs(durationSeconds - lastedSeconds);
        assert.ok(
          error <= durationToleranceSeconds(restartCount),
          `${durationSeconds} s of ${lastedSeconds} s`,
        );
      });
    }

    it('is read by ffmpeg from its playlist without an error', async () => {
      const { vod, hlsUrl } = kept.get('steady')!;
      assert.equal(await complaintsOf(hlsUrl), '');
      const { complaints, pictureCount } = await probe(hlsUrl);
      const count = vod.runs.flatMap(({ segments }) => segments.flatMap(({ pictures }) => pictures)).length;
      assert.deepEqual([complaints, pictureCount], ['', count]);
    });

    it('has an init segment for each run, which fits it', async () => {
      const { vod, hlsUrl } = kept.get('changing')!;
      assert.deepEqual(
        await complaintsOfRuns(vod, hlsUrl),
        vod.runs.map(() => ''),
      );
    });

    for (const name of ['chromium', 'firefox'] as const) describeBrowser(name, kept);
  });

  function describeBrowser(name: EngineName, kept: Map<string, Kept>): void {
    const reason = process.env.CI ? undefined : whyNotHere(name);
    it(`plays from start to end by hls.js in ${name}`, { skip: reason ?? false }, async (t) => {
      const engine = await launchEngine(name);
      try {
        for (const [id, { hlsUrl, vod, recording }] of kept) {
          const withinMs = (totalSeconds * 2000) / playbackRate + 30_000;
          const facts = await playToEnd(engine, { hlsUrl, playbackRate, withinMs });
          t.diagnostic(
            `${id}: ${facts.currentTime.toFixed(2)} s of ${facts.duration.toFixed(2)} s, ${facts.errors}`,
          );
          assert.deepEqual([facts.mediaError, facts.errors], [null, []], id);
          const playsSeconds = recording.durationMs / 1000;
          assert.ok(Math.abs(facts.duration - playsSeconds) < 1, `${facts.duration} s of ${playsSeconds} s`);
          assertDates(vod, facts.dates);
          if (id === 'changing') assert.deepEqual(facts.widths.slice(0, 3), [640, 1280, 640]);
        }
      } finally {
        await engine.close();
      }
    });
  }
}

/** What a player takes for the time lies within what was recorded, and in each run. */
function assertDates({ runs }: Vod, dates: readonly number[]): void {
  const spans = runs.map(({ segments }) => {
    const last = segments.at(-1)!;
    return { fromMs: segments[0]!.dateMs, toMs: last.dateMs + last.durationSeconds * 1000 };
  });
  const isWithin = (ms: number) => (span: { fromMs: number; toMs: number }) =>
    ms >= span.fromMs - playerToleranceMs && ms <= span.toMs + playerToleranceMs;
  const outside = dates.filter((ms) => !spans.some(isWithin(ms)));
  assert.deepEqual(outside, [], 'shown at a time at which nothing was recorded');
  for (const span of spans)
    assert.ok(
      dates.some((ms) => isWithin(ms)(span)),
      'each run is shown',
    );
}
