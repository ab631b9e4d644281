/** Whether the one who runs this may open cameras. */
import { type Finding, note, ok, problem } from './finding.js';

export type GroupsDeps = {
  /** Devices that are there, with whether they may be opened by the one who asks. */
  devices: readonly { path: string; mayOpen: boolean }[];
  userName: string;
};

export function checkGroups({ devices, userName }: GroupsDeps): Finding {
  if (devices.length === 0) return note('permission', 'There is no device to be allowed to use.');
  const denied = devices.filter(({ mayOpen }) => !mayOpen).map(({ path }) => path);
  if (denied.length === 0) return ok('permission', `${userName} may open cameras.`);
  return problem(
    'permission',
    `${userName} may not open ${denied.join(', ')}: sudo usermod -aG video,render ${userName}, then log in anew. The service has groups of its own.`,
  );
}
