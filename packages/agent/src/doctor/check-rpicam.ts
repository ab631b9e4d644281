/** Whether there is a camera program of the Pi, and what it can do. */
import type { Failure } from '../errors/agent-error.js';
import { type Finding, note, ok, problem } from './finding.js';

export type RpicamDeps = {
  /** Whether `capture.type` names it; else it is good to know, no more. */
  need: 'needed' | 'not needed';
  find(): Promise<{ command: string; version: string | null } | Failure>;
};

export async function checkRpicam({ need, find }: RpicamDeps): Promise<Finding> {
  const answer = await find();
  if ('command' in answer)
    return ok('rpicam', `${answer.command}; ${answer.version ?? 'its version is not known'}.`);
  return (need === 'needed' ? problem : note)('rpicam', answer.message);
}
