/** The demo as the program that `npm start` runs, from source. The camera itself plays in the end-to-end tests. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createFakeFfmpeg } from '../../packages/gateway/src/testing/fake-ffmpeg.js';
import { until, within } from '../../test/support/deadline.js';
import { freeTcpPort } from '../../test/support/free-port.js';
import { descendantsOf, isRunning } from '../../test/support/processes.js';

const mainPath = fileURLToPath(new URL('main.ts', import.meta.url));

function startDemo(flags: string[], environment: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ['--conditions=@rpi-live-camera/source', '--import', 'tsx', mainPath, ...flags],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(() => ({ exitCode: child.exitCode, output }));
  return { child, ended, output: () => output };
}

async function listen(port: number) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the demo', () => {
  it('says what runs, serves its page beside the gateway, and leaves nothing behind on SIGTERM', async (t) => {
    const port = await freeTcpPort();
    const mqttPort = await freeTcpPort();
    const { child, ended, output } = startDemo(['--port', `${port}`, '--mqtt-port', `${mqttPort}`]);
    t.after(() => child.kill('SIGKILL'));
    const hasSpoken = () => output().includes('Ctrl-C') || child.exitCode !== null;
    await until(hasSpoken, { what: 'the block of text', withinMs: 20_000 });
    assert.equal(child.exitCode, null, output());
    assert.ok(output().includes(`http://localhost:${port}/`), output());
    assert.ok(output().includes(`mqtt://127.0.0.1:${mqttPort}`), output());

    const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
    const page = await at('/');
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="(\/demo\/[^"]+)"/g)].map((match) => match[1] ?? '');
    assert.ok(assets.length >= 3);
    for (const path of assets) assert.equal((await at(path)).status, 200, path);
    assert.equal((await at('/healthz')).status, 200);
    assert.match(await (await at('/demo/recordings.html')).text(), /<rpi-live-camera-recordings for="door"/);
    const list = await (await at('/api/v1/cameras/front-door/recordings')).json();
    assert.deepEqual(list, { recordings: [], next: null });
    const isIdle = async () => {
      const { cameras } = (await (await at('/api/v1/cameras')).json()) as { cameras: { state: string }[] };
      return cameras[0]?.state === 'idle';
    };
    await until(isIdle, { what: 'the simulated camera to say that it is idle', withinMs: 15_000 });

    const children = await descendantsOf(child.pid as number);
    assert.ok(children.length > 0);
    child.kill('SIGTERM');
    const { exitCode } = await within(ended, { what: 'the demo to end', withinMs: 5000 });
    assert.equal(exitCode, 0, output());
    for (const { pid, command } of children) assert.equal(await isRunning(pid), false, command);
  });

  it('says how to use another port when its own is taken', async (t) => {
    const port = await freeTcpPort();
    const other = await listen(port);
    t.after(() => other.close());
    const { ended } = startDemo(['--host', '127.0.0.1', '--port', `${port}`]);
    const { exitCode, output } = await within(ended, { what: 'the demo to give up', withinMs: 20_000 });
    assert.equal(exitCode, 1);
    assert.match(
      output,
      new RegExp(
        `^Port ${port} is taken by another program\\. Use another one: npm start -- --port \\d+\\n$`,
      ),
    );
  });

  it('refuses a taken broker port that was asked for', async (t) => {
    const mqttPort = await freeTcpPort();
    const other = await listen(mqttPort);
    t.after(() => other.close());
    const { ended } = startDemo(['--port', `${await freeTcpPort()}`, '--mqtt-port', `${mqttPort}`]);
    const { exitCode, output } = await within(ended, { what: 'the demo to give up', withinMs: 20_000 });
    assert.equal(exitCode, 1);
    assert.match(output, new RegExp(`^Port ${mqttPort} is taken .*--mqtt-port`));
  });

  it('prints its flags', async () => {
    const { exitCode, output } = await within(startDemo(['--help']).ended, {
      what: '--help',
      withinMs: 20_000,
    });
    assert.equal(exitCode, 0);
    assert.match(output, /^Usage: npm start/);
  });

  it('lets the camera push by UDP where ffmpeg has no SRT, and says so', async (t) => {
    const withoutSrt = `case "$*" in
  *-protocols*) ffmpeg "$@" | grep -v srt ;;
  *) exec ffmpeg "$@" ;;
esac`;
    const ffmpeg = await createFakeFfmpeg(withoutSrt);
    const port = await freeTcpPort();
    const flags = ['--host', '127.0.0.1', '--port', `${port}`, '--mqtt-port', `${await freeTcpPort()}`];
    const { child, ended, output } = startDemo(flags, { FFMPEG_PATH: ffmpeg.path });
    t.after(async () => {
      child.kill('SIGTERM');
      await ended;
      await ffmpeg.remove();
    });
    await until(() => output().includes('Ctrl-C') || child.exitCode !== null, {
      what: 'the block of text',
      withinMs: 20_000,
    });
    assert.match(output(), /Video +by UDP: ffmpeg \S+ was built without SRT/);
    const url = `http://127.0.0.1:${port}/api/v1/cameras/front-door/sessions`;
    const { status } = await until(
      async () => {
        const response = await fetch(url, { method: 'POST' });
        return response.status === 201 && response;
      },
      { what: 'the camera to stream by UDP', withinMs: 20_000 },
    );
    assert.equal(status, 201);
  });

  it('says what to do without an ffmpeg', async () => {
    const flags = ['--host', '127.0.0.1', '--port', `${await freeTcpPort()}`];
    const { ended } = startDemo(flags, { FFMPEG_PATH: '/nowhere/ffmpeg' });
    const { exitCode, output } = await within(ended, { what: 'the demo to give up', withinMs: 20_000 });
    assert.equal(exitCode, 1);
    assert.match(output, /^ffmpeg was not found as "\/nowhere\/ffmpeg"\. Install it/);
  });
});
