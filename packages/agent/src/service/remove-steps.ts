/** The steps that undo `install-steps.ts`, each only where there is something to undo. Called by `init --remove`. */
import { existsSync, readdirSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, hasSystemd, runOrExplain } from './host.js';
import {
  commandLink,
  configDirectory,
  configFile,
  programDirectory,
  serviceName,
  serviceUser,
  unitFile,
} from './service-places.js';
import type { Step } from './step.js';

/** Keys and certificates beside the configuration stay: they are not the agent's to throw away. */
export async function removeSteps(host: Host): Promise<Step[]> {
  const at = (path: string) => join(host.rootDirectory, path);
  const steps: Step[] = [];
  if (existsSync(at(unitFile))) {
    if (hasSystemd(host)) {
      steps.push({
        says: `Stop ${serviceName}, and start it no more`,
        run: () => runOrExplain(host, 'systemctl', 'disable', '--now', serviceName),
      });
    }
    steps.push({
      says: `Delete ${unitFile}`,
      run: async () => {
        rmSync(at(unitFile));
        return hasSystemd(host) ? runOrExplain(host, 'systemctl', 'daemon-reload') : null;
      },
    });
  }
  // A link that leads elsewhere is not ours.
  if (linkTarget(at(commandLink))?.startsWith(programDirectory)) {
    steps.push(deletion(commandLink, () => rmSync(at(commandLink))));
  }
  const folders = [programDirectory, `/var/lib/${serviceUser}`].filter((folder) => existsSync(at(folder)));
  for (const folder of folders) steps.push(deletion(folder, () => rmSync(at(folder), { recursive: true })));
  if (existsSync(at(configFile))) steps.push(deletion(configFile, () => rmSync(at(configFile))));
  if (
    existsSync(at(configDirectory)) &&
    readdirSync(at(configDirectory)).every((name) => at(configFile).endsWith(name))
  ) {
    steps.push(deletion(configDirectory, () => rmdirSync(at(configDirectory))));
  }
  if ((await host.run('id', '-u', serviceUser)).exitCode === 0) {
    steps.push({
      says: `Delete the user ${serviceUser}`,
      run: () => runOrExplain(host, 'userdel', serviceUser),
    });
  }
  return steps;
}

function deletion(path: string, run: () => void): Step {
  return {
    says: `Delete ${path}`,
    run: async () => {
      run();
      return null;
    },
  };
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
