/** The failure of a capture whose program ended by itself, where nothing better is known. Called by captures that are programs. */
import type { Failure } from '../errors/agent-error.js';
import type { GuardedProcessEnd } from '../process/guarded-process.js';

/** @param said the program's last words, as a sentence; may be empty */
export function exitFailure(
  program: string,
  { exitCode, exitSignal }: GuardedProcessEnd,
  said: string,
): Failure {
  const how = exitSignal ? `was ended by ${exitSignal}` : `ended with code ${exitCode}`;
  return { code: 'capture_failed', message: `${program} ${how}. ${said}`.trim() };
}
