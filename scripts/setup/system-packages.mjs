// Installs missing programs by apt-get where that is allowed, else says what to type.
import { spawnSync } from 'node:child_process';
import { runQuietly } from './run-quietly.mjs';

/** One command per package manager, in the order in which they are looked for. */
const managers = [
  { name: 'apt', command: 'apt-get', install: 'sudo apt-get install' },
  { name: 'dnf', command: 'dnf', install: 'sudo dnf install' },
  { name: 'pacman', command: 'pacman', install: 'sudo pacman -S' },
  { name: 'apk', command: 'apk', install: 'sudo apk add' },
  { name: 'brew', command: 'brew', install: 'brew install' },
  { name: 'winget', command: 'winget', install: 'winget install' },
];

const runs = (command, args) => spawnSync(command, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;

/**
 * The words that go before `apt-get`: none as root, `sudo -n` where sudo asks for no password; undefined where
 * there is no apt-get or no right to it. Nothing is ever asked.
 * @returns {string[] | undefined}
 */
export function rightToApt() {
  if (process.platform !== 'linux' || !runs('apt-get', ['--version'])) return undefined;
  if (process.getuid?.() === 0) return [];
  return runs('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

/** Packages whose service is called as they are. */
const knownServices = 'mosquitto nginx caddy';

/**
 * Debian starts a daemon as soon as its package is installed. The tests want the programs of these and must not take
 * their ports of this machine, so the start is denied by a policy file (invoke-rc.d(8)) while apt-get runs, and the
 * new services are disabled afterwards. A policy that is there already, or what was installed earlier, is left alone.
 */
const script = `
set -e
policy=$1; shift
services=''
for package in "$@"; do case " ${knownServices} " in *" $package "*) services="$services $package" ;; esac; done
if [ -n "$services" ] && [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  echo '#!/bin/sh' >"$policy"
  for service in $services; do
    echo 'case " $* " in *" '$service' "*|*" '$service'.service "*) exit 101 ;; esac' >>"$policy"
  done
  echo 'exit 0' >>"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o DPkg::Lock::Timeout=300 update
apt-get -qq -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "$@"
if [ -d /run/systemd/system ]; then
  for service in $services; do systemctl disable --quiet "$service.service"; done
fi
`;

/**
 * Installs Debian packages. Rejects with the end of apt-get's output.
 * @param {{ packages: string[], right: string[], policyPath?: string }} options `right` from `rightToApt`
 */
export async function installWithApt({ packages, right, policyPath = '/usr/sbin/policy-rc.d' }) {
  const [command, ...args] = [...right, 'sh', '-c', script, 'setup', policyPath, ...packages];
  await runQuietly(command, args);
}

function sentenceFor(problem) {
  const { name, minimumVersion, environment } = problem.program;
  const needed = minimumVersion ? ` (${minimumVersion.join('.')} or newer)` : '';
  switch (problem.kind) {
    case 'missing':
      return `  ${name}${needed} is not installed.`;
    case 'outdated':
      return `  ${problem.path} is version ${problem.version}; ${name}${needed} is needed. ${environment}=/path/to/${name} names another one.`;
    case 'misplaced':
      return `  ${environment} names ${problem.path}, which is no program file.`;
  }
}

/** What is wrong, and the exact command for the package manager of this machine (all of them when none is known). */
export function explainInstall(problems) {
  const missing = problems.filter((problem) => problem.kind === 'missing').map((problem) => problem.program);
  const found = managers.filter((manager) => runs(manager.command, ['--version']));
  // Not every package manager has everything; then the program's name says where else to get it.
  const commands = (found.length > 0 ? found.slice(0, 1) : managers).flatMap(({ name, install }) => {
    const packages = [...new Set(missing.flatMap((program) => program.packages[name] ?? []))];
    return packages.length > 0 ? [`  ${install} ${packages.join(' ')}`] : [];
  });
  const advice =
    missing.length > 0 ? ['', 'Install what is missing, then run the same command again:', ...commands] : [];
  return ['Programs that this project calls:', ...problems.map(sentenceFor), ...advice].join('\n');
}
