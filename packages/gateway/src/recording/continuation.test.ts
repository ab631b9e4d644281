import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRecordingFolder, keepRuns } from '../testing/recording-fixture.js';
import { continuationOf } from './continuation.js';

describe('continuationOf', () => {
  it('leads from the first to the last of one that was too long, and no further', async () => {
    const folder = await createRecordingFolder();
    const catalog = await folder.open();
    const pieces = await keepRuns(catalog, [{ seconds: 5, sound: 'none' }], { maxDurationMs: 2000 });
    const all = catalog.list(pieces[0]!.cameraId);
    assert.deepEqual(
      pieces.map((piece) => continuationOf(piece, all)),
      [pieces[1]!.recordingId, pieces[2]!.recordingId, undefined],
    );
    const [first, second, third] = pieces;
    assert.equal(continuationOf(first!, [third!, first!]), undefined, 'the one between was deleted');
    assert.equal(continuationOf(second!, [second!, first!]), undefined);
    await folder.remove();
  });
});
