/** What the camera gives when it films for a moment. For `init`, and for `doctor --film`. */
import type { CaptureTrial } from '../trial/try-capture.js';
import { type Finding, ok, problem } from './finding.js';

export type FilmDeps = { tryCapture(): Promise<CaptureTrial> };

export async function checkFilm({ tryCapture }: FilmDeps): Promise<Finding> {
  const trial = await tryCapture();
  if (trial.outcome === 'failed') return problem('film', trial.message);
  const { width, height, framesPerSecond, bitsPerSecond, sound } = trial;
  const rate = `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s`;
  return ok(
    'film',
    `${width}x${height}, ${framesPerSecond} pictures/s, ${rate}, ${sound ? `sound (${sound})` : 'no sound'}.`,
  );
}
