/** Whether this Node.js runs the agent. Pure. */
import { type Finding, ok, problem } from './finding.js';

/** What package.json asks for under `engines`, and what Raspberry Pi OS trixie brings. */
const oldest = [20, 19] as const;

/** @param version such as `v20.19.2` */
export function checkNode(version: string): Finding {
  if (isNodeRecent(version)) return ok('node', `Node.js ${version}.`);
  return problem(
    'node',
    `Node.js ${version} is too old: ${oldest.join('.')} is needed. Raspberry Pi OS trixie has it (sudo apt install nodejs); for older systems take it from nodejs.org.`,
  );
}

/** @param version such as `v20.19.2` */
export function isNodeRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}
