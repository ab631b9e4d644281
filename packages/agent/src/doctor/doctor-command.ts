/** `rpi-live-camera-agent doctor`: says what is wrong with this camera and how to mend it. Called by the program. */
import { type FlagOptions, readFlags } from '../config/read-flags.js';
import { examine } from './examine.js';
import { type Finding, formatFinding } from './finding.js';

const flagOptions = {
  config: { type: 'string' },
  film: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies FlagOptions;

const usage = `Usage: rpi-live-camera-agent doctor [--config FILE] [--film] [--json]

Looks at everything that a camera needs, one line each: ok, note, or problem and how to mend it. Changes nothing; the
broker is told once that this camera is off, unless its agent runs as a service and is connected. As root it sees more.

  --config FILE  the configuration; otherwise /etc/rpi-live-camera/agent.json, or agent.json of this folder
  --film         also switches the camera on for 3 s; it must not be in use, not by the agent either. An AI Camera is
                 given its network before, which takes minutes the first time
  --json         one object instead of lines: { "ok": true, "findings": [ { "check", "outcome", "message" } ] }
  --help

Exit codes: 0 when there is no problem, 1 when there is one, 2 on wrong flags.
`;

/** @throws AgentError `config_invalid` for wrong flags */
export async function doctor(argv: readonly string[]): Promise<number> {
  const { values, given } = readFlags(argv, flagOptions);
  const write = (text: string) => process.stdout.write(`${text}\n`);
  if (given.has('help')) {
    write(usage.trimEnd());
    return 0;
  }
  const findings: Finding[] = [];
  const isForPeople = !given.has('json');
  for await (const finding of examine({
    configFile: values.config,
    camera: given.has('film') ? 'film' : 'leave alone',
  })) {
    findings.push(finding);
    if (isForPeople) write(formatFinding(finding));
  }
  const problemCount = findings.filter(({ outcome }) => outcome === 'problem').length;
  if (isForPeople) write(problemCount === 0 ? 'No problem was found.' : `Problems: ${problemCount}.`);
  else write(JSON.stringify({ ok: problemCount === 0, findings }, null, 2));
  return problemCount === 0 ? 0 : 1;
}
