/**
 * The set-up as a program, in a directory that looks like a fresh clone, with an npm, an apt-get and a sudo that only
 * write down what they were told: nothing here installs anything.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const scriptsDirectory = fileURLToPath(new URL('..', import.meta.url));
const neededPrograms = ['ffmpeg', 'ffprobe', 'chromium', 'mosquitto', 'mosquitto_sub', 'faketime', 'python3'];
/** Programs without which some tests are skipped, except on a build machine. */
const skippablePrograms = ['firefox-esr', 'WebKitWebDriver', 'Xvfb', 'nginx', 'caddy'];
/** Programs which the fakes themselves need; the machine's own ffmpeg and the like stay out of sight. */
const shellPrograms = ['sh', 'cat', 'chmod', 'rm', 'mkdir', 'uname', 'printf'];

let clone: string;
let bin: string;

function writeProgram(name: string, script: string) {
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
}

const writeFfmpeg = (version: string) => writeProgram('ffmpeg', `echo "ffmpeg version ${version} Copyright"`);

/** apt-get that writes down its arguments and "installs" the programs of the packages it is given. */
function writeAptGet(installs: string[]) {
  const writes = installs.map((name) => `cp "${bin}/true" "${bin}/${name}"`).join('\n');
  writeProgram('true', 'exit 0');
  writeProgram('cp', '/bin/cp "$@"');
  writeProgram(
    'apt-get',
    `case "$*" in
      --version) exit 0 ;;
      *install*) echo "$DEBIAN_FRONTEND $*" >>"${clone}/apt.log"; ls "${clone}/policy" >>"${clone}/apt.log" 2>&1; ${writes || ':'} ;;
    esac`,
  );
  // Without root the set-up asks sudo, which here needs no password.
  writeProgram('sudo', 'shift; exec "$@"');
}

function writeNpm() {
  writeProgram('npm', `echo "$* NODE_ENV=$NODE_ENV" >>"${clone}/npm.log"; mkdir -p "${clone}/node_modules"`);
}

/** The set-up with a PATH of fakes. `mosquitto` may be found beyond PATH, so tests that miss it name another program. */
function runSetup({ flags = [] as string[], environment = {} as Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(clone, 'scripts/setup.mjs'), ...flags],
    {
      encoding: 'utf8',
      env: { PATH: bin, CI: 'true', ...environment },
    },
  );
  return { status, output: stdout + stderr };
}

const logOf = (name: string) =>
  existsSync(join(clone, name)) ? readFileSync(join(clone, name), 'utf8') : '';

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'setup-'));
  bin = join(clone, 'bin');
  mkdirSync(bin);
  cpSync(scriptsDirectory, join(clone, 'scripts'), { recursive: true });
  writeFileSync(join(clone, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(clone, 'package-lock.json'),
    JSON.stringify({
      packages: {
        '': {},
        'node_modules/a': { version: '1.0.0' },
        'node_modules/workspace': { link: true },
        'node_modules/native-elsewhere': { version: '1.0.0', optional: true, os: ['no-such-os'] },
        'node_modules/child-of-wasm': { version: '1.0.0', optional: true },
      },
    }),
  );
  for (const name of shellPrograms) {
    const path = (process.env.PATH ?? '').split(delimiter).map((directory) => join(directory, name));
    const found = path.find(existsSync);
    if (found) writeProgram(name, `exec ${found} "$@"`);
  }
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

function installByHand(version: string) {
  mkdirSync(join(clone, 'node_modules'));
  const record = { packages: { 'node_modules/a': { version } } };
  writeFileSync(join(clone, 'node_modules/.package-lock.json'), JSON.stringify(record));
}

describe('setup: npm packages', () => {
  beforeEach(() => {
    writeNpm();
    writeFfmpeg('5.1.9-0+deb12u1');
  });

  it('runs npm ci once, with the development packages, and says nothing the second time', () => {
    const first = runSetup({ environment: { NODE_ENV: 'production' } });
    assert.equal(first.status, 0, first.output);
    assert.match(first.output, /npm packages from package-lock\.json … done in [\d.]+ s/);
    assert.equal(logOf('npm.log'), 'ci --include=dev --no-audit --no-fund NODE_ENV=\n');
    assert.deepEqual(runSetup(), { status: 0, output: '' });
    assert.equal(logOf('npm.log').split('\n').length, 2);
  });

  it('runs npm ci again when the lockfile changes', () => {
    runSetup();
    writeFileSync(
      join(clone, 'package-lock.json'),
      '{ "packages": { "node_modules/b": { "version": "2.0.0" } } }',
    );
    assert.equal(runSetup().status, 0);
    assert.equal(logOf('npm.log').split('\n').length, 3);
  });

  it('leaves an installation by hand alone when it is that of the lockfile', () => {
    installByHand('1.0.0');
    assert.deepEqual(runSetup(), { status: 0, output: '' });
    assert.equal(logOf('npm.log'), '');
  });

  it('replaces an installation by hand of other versions', () => {
    installByHand('0.9.0');
    assert.equal(runSetup().status, 0);
    assert.match(logOf('npm.log'), /^ci /);
  });

  it('shows what npm said when it fails, and leaves no stamp', () => {
    writeProgram('npm', 'echo "no network" >&2; exit 7');
    const { status, output } = runSetup();
    assert.equal(status, 1);
    assert.match(output, /npm could not install[\s\S]*no network[\s\S]*ended with 7/);
    assert.equal(existsSync(join(clone, 'node_modules/.setup-stamp')), false);
  });
});

describe('setup: programs', () => {
  beforeEach(() => installByHand('1.0.0'));

  /** Everything that tests want but `missing`. */
  function writeTestPrograms(missing: string[]) {
    for (const name of [...neededPrograms, ...skippablePrograms].slice(1))
      if (!missing.includes(name)) writeProgram(name, 'exit 0');
    writeFfmpeg('n7.1');
  }

  it('installs what is missing by apt-get, without a question', () => {
    writeAptGet(['ffmpeg']);
    const { status, output } = runSetup();
    assert.equal(status, 0, output);
    assert.match(output, /ffmpeg by apt-get … done in/);
    assert.match(logOf('apt.log'), /^noninteractive .*-y .*install --no-install-recommends ffmpeg$/m);
  });

  it('asks for no browser and no broker when nothing is tested', () => {
    writeFfmpeg('5.1.9');
    assert.deepEqual(runSetup(), { status: 0, output: '' });
  });

  it('asks for all of them for the tests', () => {
    writeTestPrograms(['chromium']);
    writeAptGet(['chromium']);
    const environment = { PYTHON_PATH: join(bin, 'python3') };
    assert.equal(runSetup({ flags: ['--test'], environment }).status, 0);
    assert.match(logOf('apt.log'), /--no-install-recommends chromium$/m);
  });

  it('wants every engine on a build machine', () => {
    writeTestPrograms(['firefox-esr', 'Xvfb']);
    const environment = { PYTHON_PATH: join(bin, 'python3') };
    const { status, output } = runSetup({ flags: ['--test'], environment });
    assert.equal(status, 1);
    assert.match(output, /Firefox is not installed[\s\S]*Xvfb is not installed/);
    assert.match(output, /sudo apt-get install firefox-esr xvfb/);
  });

  it('goes on without an engine elsewhere, and says what is skipped', () => {
    writeTestPrograms(['firefox-esr', 'WebKitWebDriver']);
    const environment = { PYTHON_PATH: join(bin, 'python3'), CI: '' };
    const { status, output } = runSetup({ flags: ['--test'], environment });
    assert.equal(status, 0, output);
    assert.match(output, /Skipped: tests in Firefox, because Firefox is not installed\./);
    assert.match(output, /Skipped: tests in WebKit, because WebKitWebDriver is not installed\./);
  });

  it('installs what it cannot do without although a package of an engine is not to be had', () => {
    writeTestPrograms(['chromium', 'firefox-esr']);
    writeAptGet(['chromium']);
    const installing = readFileSync(join(bin, 'apt-get'), 'utf8');
    writeProgram(
      'apt-get',
      `case "$*" in *firefox-esr*) echo "E: Unable to locate package firefox-esr" >&2; exit 100 ;; esac\n${installing}`,
    );
    const environment = { PYTHON_PATH: join(bin, 'python3'), CI: '' };
    const { status, output } = runSetup({ flags: ['--test'], environment });
    assert.equal(status, 0, output);
    assert.match(output, /Unable to locate package firefox-esr/);
    assert.match(output, /Skipped: tests in Firefox/);
  });

  it('says what apt-get said when it fails', () => {
    writeAptGet([]);
    writeProgram(
      'apt-get',
      'case "$*" in --version) exit 0 ;; esac; echo "E: Unable to locate package" >&2; exit 100',
    );
    const { status, output } = runSetup();
    assert.equal(status, 1);
    assert.match(output, /could not install ffmpeg[\s\S]*Unable to locate package/);
  });

  for (const [command, typed] of [
    ['dnf', 'sudo dnf install ffmpeg-free'],
    ['pacman', 'sudo pacman -S ffmpeg'],
    ['apk', 'sudo apk add ffmpeg'],
    ['brew', 'brew install ffmpeg'],
    ['winget', 'winget install Gyan.FFmpeg'],
  ] as const) {
    it(`says what to type where ${command} is the package manager`, () => {
      writeProgram(command, 'exit 0');
      const { status, output } = runSetup();
      assert.equal(status, 1);
      assert.match(output, /ffmpeg \(4\.4 or newer\) is not installed/);
      assert.ok(output.includes(`\n  ${typed}\n`), output);
    });
  }

  it('refuses an ffmpeg that is too old, with its version and the way out', () => {
    writeFfmpeg('4.2.7');
    const { status, output } = runSetup();
    assert.equal(status, 1);
    assert.match(output, /version 4\.2; ffmpeg \(4\.4 or newer\) is needed\. FFMPEG_PATH=/);
  });

  it('takes a build from git for a new one', () => {
    writeFfmpeg('N-118000-g0123456789');
    assert.equal(runSetup().status, 0);
  });

  it('prefers FFMPEG_PATH, and installs nothing when that is wrong', () => {
    writeAptGet(['ffmpeg']);
    const { status, output } = runSetup({ environment: { FFMPEG_PATH: join(clone, 'nowhere') } });
    assert.equal(status, 1);
    assert.match(output, /FFMPEG_PATH names .*nowhere, which is no program file/);
    assert.equal(logOf('apt.log'), '');
  });
});

describe('installWithApt', () => {
  /** Runs it in a process of its own, whose PATH holds the fakes. */
  function install(packages: string[]) {
    const code = `
      import { installWithApt } from ${JSON.stringify(join(clone, 'scripts/setup/system-packages.mjs'))};
      await installWithApt({ packages: ${JSON.stringify(packages)}, right: [], policyPath: ${JSON.stringify(join(clone, 'policy'))} });`;
    const options = { encoding: 'utf8', env: { PATH: `${bin}${delimiter}/bin` } } as const;
    return spawnSync(process.execPath, ['--input-type=module', '-e', code], options);
  }
  beforeEach(() => {
    writeAptGet([]);
    writeProgram('systemctl', `echo "systemctl $*" >>"${clone}/apt.log"`);
  });

  it('denies the start of a new Mosquitto service while apt-get runs, and not longer', () => {
    const { status, stderr } = install(['mosquitto', 'mosquitto-clients']);
    assert.equal(status, 0, stderr);
    assert.ok(logOf('apt.log').includes(`\n${join(clone, 'policy')}\n`), logOf('apt.log'));
    assert.equal(existsSync(join(clone, 'policy')), false);
  });

  it('denies it to those that are being installed, and to no other', () => {
    writeProgram('apt-get', `cat "${clone}/policy" >"${clone}/denied"`);
    assert.equal(install(['nginx', 'caddy', 'ffmpeg']).status, 0);
    const answerTo = (service: string) => spawnSync('sh', [join(clone, 'denied'), service, 'start']).status;
    assert.deepEqual(['nginx', 'caddy.service', 'mosquitto', 'ssh'].map(answerTo), [101, 101, 0, 0]);
  });

  it('leaves a policy alone that is there already', () => {
    writeFileSync(join(clone, 'policy'), 'mine');
    assert.equal(install(['mosquitto']).status, 0);
    assert.equal(logOf('policy'), 'mine');
  });

  it('writes no policy when no service is installed', () => {
    assert.equal(install(['ffmpeg']).status, 0);
    assert.match(logOf('apt.log'), /No such file|cannot access/);
  });
});
