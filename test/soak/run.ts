/** Entry of `npm run soak`: a line of figures a minute, a table at the end; ends with 1 when something grew, got lost or stayed. */
import { OptionError } from '../bench/bench-options.js';
import { describeMachine } from '../bench/machine.js';
import { soak } from './soak.js';
import { readSoakOptions } from './soak-options.js';
import { describeSample, reportSoak } from './soak-report.js';

/** A line a minute. */
const samplesPerLine = 12;

try {
  const options = readSoakOptions(process.argv.slice(2));
  console.log(await describeMachine());
  const { minutes, viewerCount, cameraCount, faultEveryMs, seed, isInterpreted } = options;
  console.log(
    `${minutes} min, ${viewerCount} viewers, ${cameraCount} cameras, a fault each ${faultEveryMs / 1000} s, seed ${seed}${isInterpreted ? ', interpreted' : ''}`,
  );
  let sampleCount = 0;
  const result = await soak(options, (sample) => {
    if (sampleCount % samplesPerLine === 0) console.log(describeSample(sample));
    sampleCount += 1;
  });
  const { lines, failures } = reportSoak(result);
  for (const line of lines) console.log(line);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  if (failures.length === 0) console.log('nothing grows, nothing is lost, nothing is left behind');
  process.exitCode = failures.length === 0 ? 0 : 1;
} catch (error) {
  const isUsage =
    error instanceof OptionError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  console.error(isUsage ? (error as Error).message : error);
  process.exitCode = 1;
}
