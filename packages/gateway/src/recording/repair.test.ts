import assert from 'node:assert/strict';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  createRecordingFolder,
  fixtureCameraId,
  keepRuns,
  type RecordingFolder,
} from '../testing/recording-fixture.js';
import type { RecordingSummary } from './recording-summary.js';

describe('a recording that a crash cut off', () => {
  let folder: RecordingFolder;
  let recording: RecordingSummary;
  let whole: Buffer;
  let media: Buffer;
  let place: string;
  const pathOf = (name: string): string => join(place, name);

  before(async () => {
    folder = await createRecordingFolder();
    [recording] = (await keepRuns(await folder.open(), [{ seconds: 3, sound: 'none' }])) as [
      RecordingSummary,
    ];
    place = join(folder.path, fixtureCameraId, recording.recordingId);
    whole = await readFile(pathOf('index.jsonl'));
    media = await readFile(pathOf('media.mp4'));
  });
  after(() => folder.remove());

  async function crashWith(
    indexBytes: number,
    mediaBytes = media.length,
  ): Promise<RecordingSummary | undefined> {
    await writeFile(pathOf('index.jsonl'), whole.subarray(0, indexBytes));
    await writeFile(pathOf('media.mp4'), media.subarray(0, mediaBytes));
    await rm(pathOf('summary.json'), { force: true });
    return (await folder.open()).list(fixtureCameraId)[0];
  }

  it('is restored wherever its last lines were torn, and lacks the torn segment at most', async () => {
    const lines = whole.toString().trimEnd().split('\n');
    const lastSegmentAt = whole.lastIndexOf('{"kind":"segment"');
    assert.equal(lines.length, 6);
    for (let byteLength = lastSegmentAt; byteLength < whole.length; byteLength++) {
      const restored = await crashWith(byteLength);
      const lastLineEnd = whole.indexOf('\n', lastSegmentAt);
      assert.equal(restored?.segmentCount, byteLength >= lastLineEnd ? 3 : 2, `cut at ${byteLength}`);
      const again = (await folder.open()).list(fixtureCameraId)[0];
      assert.deepEqual(again, restored, `cut at ${byteLength}, second start`);
      const index = await (await folder.open()).indexOf(recording);
      assert.equal(index.segments.length, restored?.segmentCount);
      assert.ok(index.endReason !== undefined);
    }
  });

  it('keeps to media that are there, as after a loss of power', async () => {
    const restored = await crashWith(whole.length, media.length - 1);
    assert.deepEqual([restored?.segmentCount, restored?.endReason], [2, 'interrupted']);
  });

  it('is removed where it holds no segment', async () => {
    assert.equal(await crashWith(whole.indexOf('{"kind":"segment"')), undefined);
    assert.deepEqual(await readdir(join(folder.path, fixtureCameraId)), []);
    await rm(place, { recursive: true, force: true });
  });

  it('is left alone where a newer version wrote it', async () => {
    const [other] = await keepRuns(await folder.open(), [{ seconds: 1, sound: 'none' }]);
    const otherPlace = join(folder.path, fixtureCameraId, other!.recordingId);
    await writeFile(join(otherPlace, 'index.jsonl'), '{"kind":"recording","v":2}\n{"kind":"segment"}\n');
    await truncate(join(otherPlace, 'summary.json'), 3);
    assert.deepEqual((await folder.open()).list(fixtureCameraId), []);
    assert.ok((await readdir(otherPlace)).includes('media.mp4'));
  });
});
