import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordingIndex } from './index-lines.js';
import { Posters } from './posters.js';

const keyOf = (number: number) => ({ cameraId: 'door', recordingId: `${number}` });

function createPosters() {
  const seen = { now: 0, most: 0, made: 0 };
  const span = { at: 0, bytes: 1 };
  const posters = new Posters({
    catalog: {
      indexOf: async () => ({ inits: [span], segments: [span] }) as unknown as RecordingIndex,
      readMedia: async () => Buffer.alloc(1),
    },
    storage: { readAll: () => Promise.reject(new Error('none yet')), replace: async () => {} },
    async decode() {
      seen.now += 1;
      seen.made += 1;
      seen.most = Math.max(seen.most, seen.now);
      await delay(1);
      seen.now -= 1;
      return Buffer.from('jpeg');
    },
  });
  return { posters, seen };
}

describe('Posters', () => {
  it('are made two at a time, however many are asked for', async () => {
    const { posters, seen } = createPosters();
    await Promise.all(Array.from({ length: 20 }, (_, number) => posters.of(keyOf(number))));
    assert.deepEqual([seen.made, seen.most], [20, 2]);
  });

  it('are made once for all who ask meanwhile', async () => {
    const { posters, seen } = createPosters();
    await Promise.all(Array.from({ length: 20 }, () => posters.of(keyOf(1))));
    assert.equal(seen.made, 1);
  });

  it('are refused where too many wait', async () => {
    const { posters, seen } = createPosters();
    const asked = Array.from({ length: 103 }, (_, number) => posters.of(keyOf(number)));
    const answers = await Promise.allSettled(asked);
    const refused = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    assert.deepEqual(
      refused.map(({ reason }) => (reason as { code: string }).code),
      ['too_many_requests'],
    );
    assert.equal(seen.made, 102);
  });
});
