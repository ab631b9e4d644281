import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { within } from '../testing/deadline.js';
import { createRecordingFolder, fixtureCameraId } from '../testing/recording-fixture.js';
import { Movies } from './movies.js';

const program = fileURLToPath(new URL('../testing/recording-program.ts', import.meta.url));

/** Kills a program that records as soon as it has said this. @returns how many segments it had said to be complete */
async function recordUntilKilled(path: string, atCount: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--conditions=@rpi-live-camera/source', '--import', 'tsx', program, path],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    count = Number(line);
    if (count === atCount) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.signalCode, 'SIGKILL');
  return count;
}

describe('a program that is killed while it records', () => {
  for (const atCount of [1, 2, 5, 17])
    it(`loses the segment that was being written at most, killed after ${atCount}`, async () => {
      const folder = await createRecordingFolder();
      const count = await within(recordUntilKilled(folder.path, atCount), 'the end of the program', 20_000);
      const catalog = await folder.open();
      const [recording] = catalog.list(fixtureCameraId);
      const keptCount = recording?.segmentCount ?? 0;
      assert.ok(keptCount >= count - 1, `${keptCount} of ${count} segments`);
      if (recording) {
        const { movie } = await new Movies({ catalog, storage: folder.storage }).open({
          key: { grant: 'ada', ...recording },
          range: {},
        });
        assert.ok(movie.byteLength > 0);
      }
      await folder.remove();
    });
});
