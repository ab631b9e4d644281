/** The steps that make the agent a service of systemd. Called by `init`; `remove-steps.ts` undoes them. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { copyProgram, isBuilt, programFile } from './copy-program.js';
import { type Host, runOrExplain } from './host.js';
import { commandLink, programDirectory, serviceName, serviceUser, unitFile } from './service-places.js';
import { serviceUnit, wantedGroups } from './service-unit.js';
import type { Step } from './step.js';

export type InstallOptions = {
  /** Absolute path of the configuration, which the service's user comes to own. */
  configPath: string;
  /** Absolute path of a Node.js that the service can see. */
  nodePath: string;
  /** Absolute paths that the configuration names, which the service's user has to be able to read. */
  readableFiles: readonly string[];
};

export function installSteps(host: Host, options: InstallOptions): Step[] {
  const { configPath, nodePath, readableFiles } = options;
  const at = (path: string) => join(host.rootDirectory, path);
  const systemctl = (...args: string[]) => runOrExplain(host, 'systemctl', ...args);
  return [
    {
      says: `Copy the program to ${programDirectory}`,
      run: async () => {
        if (!isBuilt()) return 'The program is not built. Run npm run build in the clone first.';
        copyProgram(at(programDirectory));
        return null;
      },
    },
    {
      says: `Link ${commandLink} to it`,
      run: async () => {
        const program = join(programDirectory, programFile);
        chmodSync(at(program), 0o755);
        mkdirSync(dirname(at(commandLink)), { recursive: true });
        // Of whoever put it there, npm for one; it does as well.
        if (!existsSync(at(commandLink))) symlinkSync(program, at(commandLink));
        return null;
      },
    },
    {
      says: `Create the user ${serviceUser}, who can do nothing but this`,
      run: async () => {
        if ((await host.run('id', '-u', serviceUser)).exitCode === 0) return null;
        return runOrExplain(host, 'useradd', ...userOptions, serviceUser);
      },
    },
    {
      says: `Check that ${serviceUser} may read what the configuration names`,
      run: async () => {
        for (const file of readableFiles) {
          const { outcome, exitCode } = await host.run(
            'runuser',
            '-u',
            serviceUser,
            '--',
            'test',
            '-r',
            file,
          );
          if (outcome === 'ended' && exitCode !== 0) {
            return `${serviceUser} may not read ${file}. For a key: sudo chown ${serviceUser} ${file} && sudo chmod 400 ${file}`;
          }
        }
        return null;
      },
    },
    {
      says: `Give ${configPath} to ${serviceUser} alone`,
      run: async () => {
        const { stdout } = await host.run('id', '-u', serviceUser);
        const { stdout: group } = await host.run('id', '-g', serviceUser);
        chownSync(at(configPath), Number(stdout), Number(group));
        chmodSync(at(configPath), 0o600);
        return null;
      },
    },
    {
      says: `Write ${unitFile}`,
      run: async () => {
        const groups = existingGroups(host);
        const systemdVersion = await readSystemdVersion(host);
        const unit = serviceUnit({
          nodePath,
          programPath: join(programDirectory, programFile),
          configPath,
          groups,
          systemdVersion,
        });
        mkdirSync(dirname(at(unitFile)), { recursive: true });
        writeFileSync(at(unitFile), unit, { mode: 0o644 });
        return systemctl('daemon-reload');
      },
    },
    {
      says: `Start ${serviceName}, now and whenever the machine starts`,
      run: async () => {
        const problem = (await systemctl('enable', serviceName)) ?? (await systemctl('restart', serviceName));
        return problem && `${problem} Look at it: journalctl -u ${serviceName} -n 30`;
      },
    },
  ];
}

const userOptions = [
  ...['--system', '--user-group', '--no-create-home', '--home-dir', `/var/lib/${serviceUser}`],
  ...['--shell', '/usr/sbin/nologin', '--comment', 'rpi-live-camera agent'],
];

function existingGroups({ rootDirectory }: Host): string[] {
  const file = join(rootDirectory, 'etc/group');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const names = lines.map((line) => line.split(':')[0]);
  return wantedGroups.filter((group) => names.includes(group));
}

/** 0 when it does not say: then nothing newer is used. */
async function readSystemdVersion(host: Host): Promise<number> {
  const { stdout } = await host.run('systemctl', '--version');
  return Number(/^systemd (\d+)/.exec(stdout)?.[1] ?? 0);
}

/**
 * The first Node.js that the service can see and that is new enough.
 *
 * @param candidates absolute paths, the one that runs now first
 * @returns null when there is none
 */
export async function chooseNode(
  host: Host,
  candidates: readonly string[],
  isUsable: (path: string, version: string) => boolean,
): Promise<string | null> {
  for (const path of candidates) {
    if (!existsSync(join(host.rootDirectory, path)) || !statSync(join(host.rootDirectory, path)).isFile())
      continue;
    const { exitCode, stdout } = await host.run(path, '--version');
    if (exitCode === 0 && isUsable(path, stdout.trim())) return path;
  }
  return null;
}
