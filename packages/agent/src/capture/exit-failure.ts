/** The failure of a capture whose program ended by itself, where nothing better is known. Called by captures that are programs. */
import type { Failure } from '../errors/agent-error.js';
import type { GuardedProcessEnd } from '../process/guarded-process.js';

/** @param said the program's last words, as a sentence; may be empty */
export function exitFailure(
  program: string,
  { exitCode, exitSignal }: GuardedProcessEnd,
  said: string,
): Failure {
  return { code: 'capture_failed', message: `${program} ${howItEnded(exitCode, exitSignal)} ${said}`.trim() };
}

function howItEnded(exitCode: number | null, exitSignal: string | null): string {
  if (exitSignal !== null) return `was ended by ${exitSignal}.`;
  if (exitCode !== null) return `ended with code ${exitCode}.`;
  return 'could not be started. Is this machine out of memory, or do too many programs run?';
}
