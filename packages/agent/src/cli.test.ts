import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lacksSystemdNotify, openNotifySocket } from './testing/notify-socket.js';
import { startTestBroker } from './testing/test-broker.js';
import { TestGateway } from './testing/test-gateway.js';
import { openUdpReceiver } from './testing/udp-receiver.js';
import { until, within } from './testing/within.js';

const cameraId = 'front-door';
const program = fileURLToPath(new URL('./testing/run-cli.ts', import.meta.url));
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

function run(args: string[], environment: Record<string, string> = {}): ChildProcess {
  const node = ['--conditions=@rpi-live-camera/source', '--import', 'tsx', program, ...args];
  const child = spawn(process.execPath, node, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RPI_LIVE_CAMERA_AGENT_CAPTURE_TYPE: 'test', ...environment },
  });
  opened.push(() => child.kill('SIGKILL'));
  return child;
}

async function runToEnd(
  args: string[],
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const child = run(args);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (data) => {
    stdout += data;
  });
  child.stderr!.on('data', (data) => {
    stderr += data;
  });
  const [exitCode] = (await within(once(child, 'close'), 8000, 'the end of the program')) as [number | null];
  return { exitCode, stdout, stderr };
}

async function startStreaming() {
  const broker = await startTestBroker();
  opened.push(() => broker.kill());
  const gateway = await TestGateway.connect(broker.url, cameraId);
  opened.push(() => gateway.close());
  const receiver = await openUdpReceiver();
  opened.push(() => receiver.close());
  const child = run(['--camera-id', cameraId, '--mqtt-url', broker.url]);
  await gateway.state('idle');
  await gateway.send({ action: 'START_LIVE_STREAM', runId: 'A', leaseMs: 30_000, output: receiver.output });
  await receiver.nextDatagram();
  await gateway.state('streaming');
  return { child, gateway, receiver };
}

describe('rpi-live-camera-agent', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops its camera and exits with 0 on ${signal}`, async () => {
      const { child, gateway, receiver } = await startStreaming();
      const exited = once(child, 'exit');
      child.kill(signal);
      const [exitCode] = await within(exited, 5000, 'the exit');
      assert.equal(exitCode, 0);
      assert.deepEqual(receiver.senderPids(), []);
      await gateway.state('offline');
    });
  }

  it('leaves no ffmpeg when it is killed, and its will says offline', async () => {
    const { child, gateway, receiver } = await startStreaming();
    assert.notDeepEqual(receiver.senderPids(), []);
    child.kill('SIGKILL');
    await until(() => receiver.senderPids().length === 0, 3000, 'ffmpeg is gone');
    await gateway.state('offline');
  });

  it('exits with 2 and says what is wrong', async () => {
    const { exitCode, stderr } = await runToEnd(['--camera-id', 'a b', '--mqtt-url', 'http://x']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /cameraId: must be.*\n.*mqtt\.url: must be/);
  });

  it('guesses the flag that was meant', async () => {
    const { exitCode, stderr } = await runToEnd(['--camera-name', 'x', '--cofnig', 'file.json', '--ffmpeg']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /--cofnig: unknown flag; did you mean --config\?/);
    assert.match(stderr, /--ffmpeg: needs a value/);
  });

  it('shows what a minimal file looks like when it is given none', async () => {
    const { exitCode, stderr } = await runToEnd([]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /--config FILE, with at least \{ "cameraId"/);
  });

  it('prints help and version', async () => {
    const [help, version] = [await runToEnd(['--help']), await runToEnd(['--version'])];
    assert.deepEqual([help.exitCode, version.exitCode], [0, 0]);
    assert.match(help.stdout, /mqtt\.retainStatus \(default true\)/);
    assert.match(version.stdout, /^rpi-live-camera-agent\/\d+\.\d+\.\d+\n$/);
  });

  for (const kind of ['abstract', 'in the file system'] as const) {
    it(`tells systemd that it is ready, alive and stopping, over a socket that is ${kind}`, {
      skip: lacksSystemdNotify && `${lacksSystemdNotify} is not installed`,
    }, async () => {
      const folder = mkdtempSync(join(tmpdir(), 'agent-notify-'));
      opened.push(() => rmSync(folder, { recursive: true }));
      const socket = await openNotifySocket(`${kind === 'abstract' ? '@' : ''}${folder}/notify`);
      opened.push(() => socket.close());
      const broker = await startTestBroker();
      opened.push(() => broker.kill());
      const child = run(['--camera-id', cameraId, '--mqtt-url', broker.url], {
        NOTIFY_SOCKET: socket.path,
        WATCHDOG_USEC: '500000',
      });
      assert.match(await socket.message(/^READY=1/), /STATUS=idle/);
      assert.match(await socket.message(/^WATCHDOG=1/), /WATCHDOG=1/);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const [exitCode] = await within(exited, 5000, 'the exit');
      assert.equal(exitCode, 0);
      await socket.message(/^STOPPING=1/);
    });
  }
});
