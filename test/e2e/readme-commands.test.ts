/** What the README tells a new user to type, typed: from the packed packages, in a folder of its own. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { readCodeBlocks, rootDirectory } from '../docs/code-blocks.js';
import { until, within } from '../support/deadline.js';
import { freeTcpPort, freeUdpPortRange } from '../support/free-port.js';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { startMosquittoCamera } from '../support/mosquitto-camera.js';

const run = promisify(execFile);
const blocks = readCodeBlocks('README.md');

/** The one block of the README with these words in it. */
function blockWith(words: string): string {
  const found = blocks.filter(({ code }) => code.includes(words));
  assert.equal(found.length, 1, `the README has ${found.length} blocks with "${words}"`);
  return found[0]!.code;
}

/** What npm around the tests says of its own folder must not reach the one of the user. */
const userEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD)/.test(name)),
);

describe("the README's commands", () => {
  let parent: string;
  let folder: string;
  let packed: string;
  /** What `npm run pack` says at its end. */
  let said: string;
  let mosquitto: Mosquitto;
  before(async () => {
    mosquitto = await startMosquitto();
    parent = await mkdtemp(join(tmpdir(), 'readme-'));
    folder = join(parent, 'my-gateway');
    packed = join(parent, 'rpi-live-camera/packed');
    const { stdout } = await run(process.execPath, ['scripts/pack.mjs', packed], {
      cwd: rootDirectory,
      env: userEnvironment,
    });
    said = stdout;
  });
  after(async () => {
    await mosquitto.close();
    await rm(parent, { recursive: true, force: true, maxRetries: 5 });
  });

  /** In a process group of its own, because a shell and npx are between. */
  function type(code: string, environment: Record<string, string> = {}) {
    const child = spawn('bash', ['-euc', code], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...userEnvironment, ...environment },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    const exited = once(child, 'exit');
    return {
      output: () => output,
      async interrupt() {
        if (child.exitCode === null) process.kill(-child.pid!, 'SIGINT');
        await within(exited, { what: 'everything to end after Ctrl-C', withinMs: 8000 });
      },
    };
  }

  const untilOk = (url: string, output: () => string) =>
    until(async () => (await fetch(url)).ok, { what: `${url} to answer`, withinMs: 30_000 }).catch(
      (error: Error) => {
        throw new Error(`${error.message}\n${output()}`);
      },
    );

  it('pack the packages, and say how to install them where a shell knows no *', async () => {
    const [, line = ''] = /^ {2}npm install (.*)$/m.exec(said) ?? [];
    const files = (await readdir(packed)).map((name) => join(packed, name));
    assert.equal(files.length, 4);
    assert.deepEqual(
      line.split(' '),
      files.map((file) => `"${file}"`),
    );
  });

  it('install the packed packages into a fresh folder', async () => {
    const code = blockWith('npm run pack');
    // The packages are packed already; a shell stands in the clone.
    const commands = code.replace('npm ci && npm run pack', '');
    assert.notEqual(commands, code);
    await run('bash', ['-euc', commands], {
      cwd: join(parent, 'rpi-live-camera'),
      timeout: 120_000,
      env: { ...userEnvironment, npm_config_prefer_offline: 'true', npm_config_audit: 'false' },
    });
  });

  it('start a gateway that wakes a camera for a viewer', async () => {
    const port = await freeTcpPort();
    const firstUdpPort = await freeUdpPortRange(4);
    const camera = await startMosquittoCamera({
      brokerPort: mosquitto.port,
      controlTopic: 'cameras/front-door/control',
    });
    const gateway = type(blockWith('npx rpi-live-camera-gateway --config'), {
      RPI_LIVE_CAMERA_PORT: String(port),
      RPI_LIVE_CAMERA_MQTT_URL: mosquitto.url,
      RPI_LIVE_CAMERA_INGEST_PUBLIC_HOST: '127.0.0.1',
      RPI_LIVE_CAMERA_INGEST_PORTS: `${firstUdpPort}-${firstUdpPort + 3}`,
    });
    try {
      const url = `http://127.0.0.1:${port}`;
      await untilOk(`${url}/readyz`, gateway.output);
      const answer = await fetch(`${url}/api/v1/cameras/front-door/sessions`, { method: 'POST' });
      assert.equal(answer.status, 201, await answer.clone().text());
    } finally {
      await gateway.interrupt();
      await camera.close();
    }
    assert.ok(camera.heard.some(({ action }) => action === 'STOP_LIVE_STREAM'));
  });

  it('mount a gateway in an app, and after Ctrl-C no camera streams', async () => {
    const port = await freeTcpPort();
    const firstUdpPort = await freeUdpPortRange(4);
    const camera = await startMosquittoCamera({
      brokerPort: mosquitto.port,
      controlTopic: 'cameras/front-door/control',
    });
    const place = {
      mqtt: { url: mosquitto.url },
      ingest: { ports: `${firstUdpPort}-${firstUdpPort + 3}` },
    };
    const cameras = "cameras: [{ id: 'front-door' }]";
    const code = blockWith('new Hono().route(')
      .replace('port: 8080', `port: ${port}`)
      .replace(cameras, `${cameras}, ...${JSON.stringify(place)}`);
    await writeFile(join(folder, 'server.mjs'), code);
    const server = type('exec node server.mjs');
    try {
      const url = `http://localhost:${port}/cameras/`;
      await untilOk(`${url}healthz`, server.output);
      assert.match(await (await fetch(`${url}embed/front-door`)).text(), /<rpi-live-camera/);
      assert.match(await (await fetch(`${url}api/v1/cameras`)).text(), /front-door/);
      assert.match(server.output(), new RegExp(`${url}embed/front-door`));
      const answer = await fetch(`${url}api/v1/cameras/front-door/sessions`, { method: 'POST' });
      assert.equal(answer.status, 201, await answer.clone().text());
    } finally {
      await server.interrupt();
      await camera.close();
    }
    assert.ok(camera.heard.some(({ action }) => action === 'STOP_LIVE_STREAM'));
  });
});
