import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { ToolAnswer } from '../process/run-tool.js';
import { isBuilt } from './copy-program.js';
import type { Host } from './host.js';
import { chooseNode, installSteps } from './install-steps.js';
import { removeSteps } from './remove-steps.js';
import { commandLink, configFile, programDirectory, unitFile } from './service-places.js';
import { runSteps } from './step.js';

let root = '';
/** Command lines in their order. */
let commands: string[] = [];
/** Command lines that fail, by their beginning. */
let failing: string[] = [];
let users: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'machine-'));
  [commands, failing, users] = [[], [], []];
  mkdirSync(join(root, 'run/systemd/system'), { recursive: true });
  mkdirSync(join(root, 'etc/rpi-live-camera'), { recursive: true });
  writeFileSync(join(root, 'etc/group'), 'video:x:44:\nrender:x:106:\n');
  writeFileSync(join(root, configFile), '{}', { mode: 0o644 });
});
afterEach(() => rmSync(root, { recursive: true }));

const answer = (exitCode: number, stdout = '', stderr = ''): ToolAnswer => ({
  outcome: 'ended',
  exitCode,
  stdout,
  stderr,
});

/** A machine in a folder: files are real, programs are told apart by their command lines. */
const host = (): Host => ({
  rootDirectory: root,
  userId: 0,
  async run(command, ...args) {
    const line = [command, ...args].join(' ');
    commands.push(line);
    if (failing.some((start) => line.startsWith(start))) return answer(1, '', 'it is not to be');
    if (line === 'systemctl --version') return answer(0, 'systemd 257 (257.7-1)\n');
    if (line === 'id -u rpi-live-camera')
      return users.length > 0 ? answer(0, String(process.getuid?.())) : answer(1);
    if (line === 'id -g rpi-live-camera') return answer(0, String(process.getgid?.()));
    if (command === 'useradd') users.push(line);
    return answer(0);
  },
});

const install = async () => {
  const steps = installSteps(host(), {
    configPath: configFile,
    nodePath: '/usr/bin/node',
    readableFiles: ['/etc/rpi-live-camera/door.key'],
  });
  return { problem: await runSteps(steps, { mode: 'do', say: () => {} }) };
};

const skip = isBuilt() ? false : 'npm run build first';

describe('the installation', { skip }, () => {
  it('makes the user, gives it the configuration alone, writes the unit and starts it', async () => {
    assert.equal((await install()).problem, null);
    assert.ok(existsSync(join(root, programDirectory, 'bin/rpi-live-camera-agent.js')));
    assert.match(readlinkSync(join(root, commandLink)), /^\/opt\/rpi-live-camera-agent\/bin/);
    assert.match(users[0] ?? '', /^useradd --system --user-group --no-create-home .* rpi-live-camera$/);
    assert.equal(statSync(join(root, configFile)).mode & 0o777, 0o600);
    const unit = readFileSync(join(root, unitFile), 'utf8');
    assert.match(unit, /SupplementaryGroups=video render\n/);
    assert.match(unit, /RestartSteps=5/);
    assert.deepEqual(commands.slice(-3), [
      'systemctl daemon-reload',
      'systemctl enable rpi-live-camera-agent',
      'systemctl restart rpi-live-camera-agent',
    ]);
  });

  it('does not make a user that is there', async () => {
    users.push('made earlier');
    await install();
    assert.equal(users.length, 1);
  });

  it('says what failed and how to look at it, and goes no further', async () => {
    failing.push('systemctl restart');
    const { problem } = await install();
    assert.match(problem ?? '', /^Start .*ended with code 1: it is not to be Look at it: journalctl -u/);
  });

  it('says who may not read a key, before anything is started', async () => {
    failing.push('runuser -u rpi-live-camera -- test -r /etc/rpi-live-camera/door.key');
    const { problem } = await install();
    assert.match(problem ?? '', /may not read \/etc\/rpi-live-camera\/door\.key\. For a key: sudo chown/);
    assert.ok(!existsSync(join(root, unitFile)));
  });

  it('can only be told', async () => {
    const said: string[] = [];
    const steps = installSteps(host(), {
      configPath: configFile,
      nodePath: '/n',
      readableFiles: [],
    });
    assert.equal(await runSteps(steps, { mode: 'say only', say: (line) => said.push(line) }), null);
    assert.deepEqual([said.length, commands.length], [steps.length, 0]);
    assert.ok(said.every((line) => line.startsWith('- would: ')));
  });

  it('is undone by the removal, which leaves keys alone', async () => {
    await install();
    writeFileSync(join(root, 'etc/rpi-live-camera/door.key'), '');
    const steps = await removeSteps(host());
    assert.equal(await runSteps(steps, { mode: 'do', say: () => {} }), null);
    for (const path of [unitFile, programDirectory, configFile])
      assert.ok(!existsSync(join(root, path)), path);
    assert.deepEqual(readdirSync(join(root, dirname(commandLink))), []);
    assert.ok(existsSync(join(root, 'etc/rpi-live-camera/door.key')));
    assert.ok(commands.includes('systemctl disable --now rpi-live-camera-agent'));
    assert.equal(commands.at(-1), 'userdel rpi-live-camera');
  });

  it('leaves nothing to remove on a machine that never had it', async () => {
    rmSync(join(root, 'etc/rpi-live-camera'), { recursive: true });
    assert.deepEqual(await removeSteps(host()), []);
  });
});

describe('the Node.js of the service', () => {
  it('is the first that is there and fits', async () => {
    for (const path of ['home/pi/node', 'usr/bin/node']) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), '');
    }
    const chosen = await chooseNode(
      host(),
      ['/nowhere/node', '/home/pi/node', '/usr/bin/node'],
      (path) => !path.startsWith('/home'),
    );
    assert.equal(chosen, '/usr/bin/node');
  });
});
