/** A camera that is always recorded, of a machine whose clock is set meanwhile, as that of a Raspberry Pi after it has booted. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Recording, RecordingList } from '@rpi-live-camera/protocol';
import { within } from './testing/deadline.js';
import { startTokenGateway } from './testing/token-gateway.js';

const hourMs = 3_600_000;

describe('a camera that is always recorded', () => {
  it('has recordings with the right dates soon after the clock of the machine was set', async (t) => {
    const path = await mkdtemp(join(tmpdir(), 'recordings-'));
    const recording = { mode: 'always' as const, path, minFreeBytes: 0 };
    const scene = await startTokenGateway({ ports: '31980-31989', recording });
    const token = await scene.key.sign({ aud: 'cameras', cameras: ['door'], actions: ['playback'] });
    const list = async (): Promise<Recording[]> => {
      const { text } = await scene.ask('GET', '/api/v1/cameras/door/recordings', { token });
      return (JSON.parse(text) as RecordingList).recordings;
    };
    const until = (isMet: (found: Recording[]) => boolean, what: string): Promise<Recording[]> =>
      within(
        (async () => {
          for (let found = await list(); ; found = await list()) {
            if (isMet(found)) return found;
            await delay(200);
          }
        })(),
        what,
        30_000,
      );
    const [wrong] = await until((found) => found.length > 0, 'a recording');
    const now = Date.now;
    t.mock.method(Date, 'now', () => now() + hourMs);
    const dated = await until((found) => found.length > 1, 'one that began after it');
    const [right] = dated;
    assert.ok(Math.abs(Date.parse(right!.startedAt) - Date.now()) < 15_000, right!.startedAt);
    assert.equal(dated.find(({ id }) => id === wrong!.id)?.endReason, 'stream_ended');
    await scene.close();
    await rm(path, { recursive: true });
  });
});
