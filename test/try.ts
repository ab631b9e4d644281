import { film } from './faults/filmed-pictures.js';
import { makeQuickRecording } from './support/recordings/quick-recording.js';

const t = performance.now();
const f = await film({
  framesPerSecond: 30,
  size: process.argv[3]!,
  bitsPerSecond: Number(process.argv[4]),
  sound: 'tone',
});
console.log('film', performance.now() - t);
await makeQuickRecording({
  path: process.argv[2]!,
  cameraId: 'front-door',
  film: f,
  seconds: 3600,
  startedAtMs: Date.now() - 4_000_000,
});
console.log('made', performance.now() - t);
