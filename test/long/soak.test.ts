import assert from 'node:assert/strict';
import { it } from 'node:test';
import { soak } from '../soak/soak.js';
import { reportSoak } from '../soak/soak-report.js';

it('a gateway with viewers, cameras and faults for ten minutes grows in nothing, loses nobody and leaves nothing', {
  skip: process.platform !== 'linux' && 'it counts what Linux tells of processes',
}, async (t) => {
  const { lines, failures } = reportSoak(
    await soak(
      {
        minutes: 10,
        viewerCount: 30,
        cameraCount: 3,
        faultEveryMs: 10_000,
        seed: 7,
        isInterpreted: false,
      },
      () => {},
    ),
  );
  for (const line of lines) t.diagnostic(line);
  assert.deepEqual(failures, []);
});
