/** Whether the agent runs here as a service, and what it says of itself. */
import type { ToolAnswer } from '../process/run-tool.js';
import { serviceName } from '../service/service-places.js';
import { type Finding, note, ok, problem } from './finding.js';

export type ServiceDeps = { run(command: string, ...args: string[]): Promise<ToolAnswer> };

export type CheckedService = {
  finding: Finding;
  /** What a running agent says of itself; null when none runs as a service. */
  says: string | null;
};

const properties = ['LoadState', 'ActiveState', 'SubState', 'MainPID', 'StatusText', 'NRestarts', 'Result'];

export async function checkService({ run }: ServiceDeps): Promise<CheckedService> {
  const { outcome, exitCode, stdout } = await run(
    'systemctl',
    'show',
    serviceName,
    '--property',
    properties.join(','),
  );
  const lines = stdout.split('\n').map((line) => line.split('='));
  const { LoadState, ActiveState, SubState, MainPID, StatusText, NRestarts, Result } = Object.fromEntries(
    lines.map(([name, ...value]) => [name, value.join('=')]),
  ) as Record<string, string | undefined>;
  if (outcome !== 'ended' || exitCode !== 0 || LoadState === undefined) {
    return { finding: note('service', 'No systemd answers here.'), says: null };
  }
  if (LoadState === 'not-found') {
    return {
      finding: note('service', 'Not installed; sudo rpi-live-camera-agent init does it.'),
      says: null,
    };
  }
  if (ActiveState === 'active') {
    const says = StatusText || 'it runs';
    const restarts = Number(NRestarts) > 0 ? `, started anew ${NRestarts} times` : '';
    return { finding: ok('service', `Runs as process ${MainPID}${restarts}: ${says}.`), says };
  }
  const message = `Is ${ActiveState} (${SubState}, ${Result}). Look at it: journalctl -u ${serviceName} -n 30.`;
  return { finding: problem('service', message), says: null };
}
