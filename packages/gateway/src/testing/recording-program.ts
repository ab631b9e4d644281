/**
 * Records a synthetic camera ten times as fast as it films, into the folder that is its argument, and says after each
 * segment how many are complete. Started, and killed, by the test of crashes.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { silentLogger } from '../log/logger.js';
import { RecordingCatalog } from '../recording/recording-catalog.js';
import { recordStream } from '../recording/stream-recorder.js';
import { createLocalFolder } from '../storage/local-folder.js';
import { createFixtureRun, createFixtureStream } from './live-stream-fixture.js';

const catalog = new RecordingCatalog({
  storage: createLocalFolder(process.argv[2]!),
  rules: { maxAgeMs: null, maxBytes: null, minFreeBytes: 0 },
  logger: silentLogger,
});
await catalog.ready();
const stream = createFixtureStream();
const recorder = recordStream({
  cameraId: 'front-door',
  live: stream,
  catalog,
  maxDurationMs: 3_600_000,
  onBegun: () => {},
});
recorder.done.catch((error: unknown) => {
  throw error;
});
const { push } = createFixtureRun(stream);
push(1);
for (let count = 1; count < 120; count++) {
  push(30);
  process.stdout.write(`${count}\n`);
  await delay(100);
}
