/** The commands of the program as people run them: real processes, real ffmpeg, a real broker. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Finding } from './doctor/finding.js';
import { startTestBroker } from './testing/test-broker.js';
import { within } from './testing/within.js';

const program = fileURLToPath(new URL('./testing/run-cli.ts', import.meta.url));
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function run(args: string[]): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const node = ['--conditions=@rpi-live-camera/source', '--import', 'tsx', program, ...args];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
  opened.push(() => child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const [exitCode] = (await within(once(child, 'close'), 60_000, `the end of ${args[0]}`)) as [number | null];
  return { exitCode, stdout, stderr };
}

async function openBroker() {
  const broker = await startTestBroker();
  opened.push(() => broker.kill());
  return broker;
}

function emptyFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'commands-'));
  opened.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe('init', () => {
  it('writes a configuration, films and goes to the broker', async () => {
    const broker = await openBroker();
    const file = join(emptyFolder(), 'agent.json');
    const settings = ['--camera-id', 'door', '--mqtt-url', broker.url, '--capture', 'test'];
    const { exitCode, stdout, stderr } = await run(['init', ...settings, '--output', file, '--no-service']);
    assert.equal(exitCode, 0, stdout + stderr);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      cameraId: 'door',
      mqtt: { url: broker.url },
      capture: { type: 'test' },
    });
    assert.match(stdout, /ok +film +640x480, \d+ pictures\/s/);
    assert.match(stdout, /ok +broker/);
    assert.match(stdout, /All is well\.\n$/);
  });

  it('names what is wrong, exits with 1, and has written the configuration all the same', async () => {
    const directory = emptyFolder();
    const file = join(directory, 'agent.json');
    const settings = [
      '--mqtt-url',
      'mqtt://127.0.0.1:1',
      '--capture',
      'file',
      '--capture-file',
      '/nonexistent.mp4',
    ];
    const { exitCode, stdout } = await run(['init', ...settings, '--output', file]);
    assert.equal(exitCode, 1);
    assert.match(
      stdout,
      /Still to be mended:\n- capture\.file "\/nonexistent\.mp4" cannot be opened.*\n- mqtt:.*nothing listens/,
    );
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).capture.file, '/nonexistent.mp4');
  });

  it('leaves a configuration alone that is there', async () => {
    const file = join(emptyFolder(), 'agent.json');
    writeFileSync(file, 'precious');
    const { exitCode, stderr } = await run(['init', '--mqtt-url', 'mqtt://127.0.0.1:1', '--output', file]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /is there already\. Replace it with --force/);
    assert.equal(readFileSync(file, 'utf8'), 'precious');
  });

  it('only says what it would do, when told so', async () => {
    const file = join(emptyFolder(), 'agent.json');
    const settings = [
      '--mqtt-url',
      'mqtt://127.0.0.1:1',
      '--mqtt-password',
      's3cret',
      '--mqtt-username',
      'door',
    ];
    const { stdout } = await run(['init', ...settings, '--output', file, '--dry-run']);
    assert.match(
      stdout,
      /- would: Write .*agent\.json.*\n- would: Film.*\n- would: Go to the broker.*\nNothing was changed\./,
    );
    assert.doesNotMatch(stdout, /s3cret/);
    assert.throws(() => readFileSync(file));
  });
});

describe('doctor', () => {
  it('finds nothing wrong with a camera that works', async () => {
    const broker = await openBroker();
    const file = join(emptyFolder(), 'agent.json');
    writeFileSync(
      file,
      JSON.stringify({ cameraId: 'door', mqtt: { url: broker.url }, capture: { type: 'test' } }),
    );
    const { exitCode, stdout, stderr } = await run(['doctor', '--config', file, '--json']);
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
    const problems = findings.filter(({ outcome }) => outcome === 'problem');
    assert.deepEqual([exitCode, ok, problems], [0, true, []], stderr);
    const names = [
      'node',
      'board',
      'power',
      'ffmpeg',
      'rpicam',
      'picamera2',
      'camera',
      'camera use',
      'permission',
    ];
    assert.deepEqual(
      findings.map(({ check }) => check),
      [...names, 'clock', 'service', 'config', 'keys', 'broker', 'output'],
    );
  });

  it('exits with 1 and a line a problem when something is wrong', async () => {
    const { exitCode, stdout } = await run(['doctor', '--config', '/nonexistent.json']);
    assert.equal(exitCode, 1);
    assert.match(stdout, /^problem +config +--config \/nonexistent\.json: cannot be read \(ENOENT\)/m);
    assert.match(stdout, /^Problems: \d+\.$/m);
  });
});

describe('the program', () => {
  it('knows its commands, and guesses the one that was meant', async () => {
    const { exitCode, stderr } = await run(['docter']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /docter: unknown command; did you mean doctor\? \(run, init, doctor\)/);
  });

  for (const command of ['run', 'init', 'doctor']) {
    it(`explains ${command}`, async () => {
      const { exitCode, stdout } = await run([command, '--help']);
      assert.equal(exitCode, 0);
      assert.match(stdout, /^Usage: rpi-live-camera-agent/);
    });
  }
});
