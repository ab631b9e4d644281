/** Which cameras are there, of those that the configuration may take. */
import type { Failure } from '../errors/agent-error.js';
import { type Finding, note, ok, problem } from './finding.js';

export type CamerasDeps = {
  /** `capture.type`. */
  captureType: string;
  /** Those that `auto` chooses from, in its order. */
  candidates: readonly { name: string; capture: { whyNot(): Promise<Failure | null> } }[];
};

export async function checkCameras({ captureType, candidates }: CamerasDeps): Promise<Finding> {
  const wanted = captureType === 'auto' ? candidates : candidates.filter(({ name }) => name === captureType);
  if (wanted.length === 0) {
    return note(
      'camera',
      `capture.type is "${captureType}", which takes no camera of this machine. To try it: doctor --film.`,
    );
  }
  const refusals: string[] = [];
  for (const { name, capture } of wanted) {
    const failure = await capture.whyNot();
    if (failure === null)
      return ok('camera', `${name} has one${captureType === 'auto' ? ', and "auto" takes it' : ''}.`);
    refusals.push(`${name}: ${failure.message}`);
  }
  return problem('camera', `None was found. ${refusals.join(' ')}`);
}
