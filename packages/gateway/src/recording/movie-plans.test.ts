import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GatewayError } from '../errors/gateway-error.js';
import { createRecordingFolder, keepRuns, type RecordingFolder } from '../testing/recording-fixture.js';
import type { RecordingIndex } from './index-lines.js';
import { MoviePlans } from './movie-plans.js';
import type { RecordingSummary } from './recording-summary.js';

describe('MoviePlans', () => {
  let folder: RecordingFolder;
  let recording: RecordingSummary;
  let index: RecordingIndex;
  let plans: MoviePlans;
  let readCount = 0;
  /** As much of the recording as there is now. */
  let segmentCount = 2;
  before(async () => {
    folder = await createRecordingFolder();
    const catalog = await folder.open();
    [recording] = (await keepRuns(catalog, [{ seconds: 4, sound: 'none' }])) as [RecordingSummary];
    index = await catalog.indexOf(recording);
    plans = new MoviePlans({
      indexOf: async () => ({ ...index, segments: index.segments.slice(0, segmentCount) }),
      readMedia: (key, span) => {
        readCount += 1;
        return catalog.readMedia(key, span);
      },
    });
  });
  after(() => folder.remove());

  const get = (grant: string, { isLater = false, fromMs = undefined as number | undefined } = {}) => {
    const { cameraId, recordingId } = recording;
    return plans.get({
      grant: { grant, cameraId, recordingId, viewer: undefined },
      range: { fromMs },
      isLater,
    });
  };

  it('plans once what several ask for, at a time or later', async () => {
    const [one, other] = await Promise.all([get('ada'), get('ben')]);
    const countBefore = readCount;
    assert.equal(one.etag, other.etag);
    assert.deepEqual([one.isNew, other.isNew], [true, true]);
    assert.equal((await get('ada', { isLater: true })).isNew, false);
    assert.equal(readCount, countBefore);
    assert.notEqual((await get('ada', { fromMs: recording.startedAtMs + 1000 })).etag, one.etag);
  });

  it('lets a player go on with what it knows while the recording grows', async () => {
    const known = await get('ada');
    segmentCount = 3;
    const later = await get('ada', { isLater: true });
    assert.deepEqual([later.etag, later.byteLength], [known.etag, known.byteLength]);
    const grown = await get('eve', { isLater: true });
    assert.notEqual(grown.etag, known.etag);
    assert.ok(grown.byteLength > known.byteLength);
    assert.equal((await get('ada')).etag, grown.etag, 'who begins anew gets all there is');
  });

  it('forgets what could not be planned, and of much the oldest', async () => {
    const nothing = { fromMs: recording.endedAtMs + 1000 };
    const isNotFound = (error: unknown): boolean => (error as GatewayError).code === 'not_found';
    await assert.rejects(get('ada', nothing), isNotFound);
    await assert.rejects(get('ada', nothing), isNotFound);
    const first = recording.startedAtMs;
    for (let clip = 0; clip < 9; clip++) await get('ada', { fromMs: first + clip });
    const countBefore = readCount;
    await get('ada', { fromMs: first + 8 });
    assert.equal(readCount, countBefore);
    await get('ada', { fromMs: first });
    assert.ok(readCount > countBefore);
  });
});
