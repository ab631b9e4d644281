/**
 * A gateway that is killed while it records, at moments that nobody chose: every recording opens afterwards, and lacks at
 * most the segment that was open. A few kills by `npm test`, twenty by `npm run test:long`.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { film } from '../../faults/filmed-pictures.js';
import { type SentPicture, startScriptedCamera } from '../../faults/scripted-camera.js';
import { until } from '../deadline.js';
import { cameraId, type Scene, startScene } from '../scene.js';
import { seededRandom } from '../seeded-random.js';
import { compareWithSent } from './compare-with-sent.js';
import { complaintsOf, probe } from './foreign-readers.js';
import { readVod } from './read-vod.js';
import { createRecordingClient } from './recording-client.js';

export type KillOptions = {
  killCount: number;
  seed: number;
  /** The longest that is recorded before a kill, from the camera's first picture on. */
  maxRecordedMs: number;
};

const framesPerSecond = 25;
/** A segment is complete when the keyframe behind it has come: a second at this camera. */
const segmentPictures = framesPerSecond;
/** What was still on its way when the gateway was killed. */
const onTheWayPictures = 5;

export function describeRecordingKills({ killCount, seed, maxRecordedMs }: KillOptions): void {
  describe(`a gateway that is killed ${killCount} times while it records (seed ${seed})`, () => {
    const random = seededRandom(seed);
    let path: string;
    let scene: Scene;
    const sent: SentPicture[] = [];
    before(async () => {
      path = await mkdtemp(join(tmpdir(), 'recordings-'));
      scene = await startScene({
        ingest: { protocol: 'udp', timeoutMs: 1000 },
        sessions: { leaseMs: 60_000 },
        recording: { mode: 'always', path, minFreeBytes: 0 },
      });
      const camera = await startScriptedCamera({
        brokerUrl: scene.mosquitto.url,
        cameraId,
        film: await film({ framesPerSecond, sound: 'tone' }),
        onSent: (picture) => sent.push(picture),
      });
      scene.opened.push(camera);
    });
    after(async () => {
      await scene?.close();
      await rm(path, { recursive: true });
    });

    it('leaves recordings that open, and lack a segment at most', async (t) => {
      const client = () => createRecordingClient(scene.gateway.url, cameraId);
      const lostCounts: number[] = [];
      const recordedMs: number[] = [];
      for (let kill = 1; kill <= killCount; kill++) {
        const sentBefore = sent.length;
        await until(() => sent.length > sentBefore + 1, { what: `pictures, kill ${kill}`, withinMs: 20_000 });
        const waitMs = Math.round(random() * maxRecordedMs);
        await delay(waitMs);
        await scene.gateway.kill();
        const left = sent.filter(({ runId }) => runId === sent.at(-1)!.runId);
        recordedMs.push(left.at(-1)!.atMs - left[0]!.atMs);
        const known = await scene.restartGateway().then(() => client().list());
        const recording = known.find(({ endedAt }) => Date.parse(endedAt) > left[0]!.atMs);
        if (recording === undefined) {
          lostCounts.push(left.length);
          continue;
        }
        assert.deepEqual([recording.state, recording.endReason], ['finished', 'interrupted']);
        const { hlsUrl, mp4Url } = await client().play(recording.id);
        const vod = await readVod(hlsUrl);
        const { runs } = compareWithSent(vod, left);
        lostCounts.push(runs[0]!.lostAtEndCount);
        for (const url of [hlsUrl, mp4Url]) {
          assert.equal(await complaintsOf(url), '', `kill ${kill} after ${waitMs} ms`);
          const { complaints, pictureCount } = await probe(url);
          assert.deepEqual([complaints, pictureCount], ['', runs[0]!.pictureCount]);
        }
      }
      t.diagnostic(`recorded before each kill, ms: ${recordedMs.join(' ')}`);
      t.diagnostic(`pictures lost, of ${segmentPictures} in a segment: ${lostCounts.join(' ')}`);
      const most = segmentPictures + onTheWayPictures;
      assert.ok(Math.max(...lostCounts) <= most, `${Math.max(...lostCounts)} pictures`);
    });

    it('has them all, and none that is in the way', async () => {
      const all = await createRecordingClient(scene.gateway.url, cameraId).list();
      const ids = all.filter(({ state }) => state === 'finished').map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.length >= killCount / 2, `${ids.length} recordings`);
    });
  });
}
