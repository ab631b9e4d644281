/** Whether the wall clock can be trusted: certificates and the time of commands are judged by it. */
import type { ToolAnswer } from '../process/run-tool.js';
import { type Finding, note, ok, problem } from './finding.js';

export type ClockDeps = {
  /** Whether systemd-timesyncd has set it. */
  isSynchronised(): boolean;
  run(command: string, ...args: string[]): Promise<ToolAnswer>;
};

export async function checkClock({ isSynchronised, run }: ClockDeps): Promise<Finding> {
  if (isSynchronised()) return ok('clock', 'Set by NTP.');
  const { outcome, exitCode, stdout } = await run(
    'timedatectl',
    'show',
    '--property',
    'NTPSynchronized',
    '--value',
  );
  if (outcome !== 'ended' || exitCode !== 0) {
    return note(
      'clock',
      `This system does not tell whether its clock is set; it says ${new Date().toISOString()}.`,
    );
  }
  if (stdout.trim() === 'yes') return ok('clock', 'Set by NTP.');
  return problem(
    'clock',
    'Not set by NTP yet. Switch that on (sudo timedatectl set-ntp true) and let UDP port 123 out.',
  );
}
