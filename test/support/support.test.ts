/** The test support against the real programs: what the end-to-end tests take for granted. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { launchBrowser } from './browser.js';
import { DeadlineError, until, within } from './deadline.js';
import { freeUdpPort, freeUdpPortRange } from './free-port.js';
import { startMosquitto } from './mosquitto.js';
import { startMosquittoCamera } from './mosquitto-camera.js';
import { ffmpegsOf, isRunning, waitUntilNoFfmpegIsLeft } from './processes.js';
import { startStaticSite } from './static-site.js';

const run = promisify(execFile);

function publish(port: number, topic: string, message: Record<string, unknown>) {
  const args = ['-h', '127.0.0.1', '-p', String(port), '-t', topic, '-q', '1', '-m', JSON.stringify(message)];
  return run('mosquitto_pub', args);
}

describe('within and until', () => {
  it('names what was waited for when the time is over', async () => {
    await assert.rejects(
      within(new Promise(() => {}), { what: 'the moon', withinMs: 10 }),
      /waited 10 ms for the moon/,
    );
    await assert.rejects(
      until(() => Promise.reject(new Error('cloudy')), { what: 'the sun', withinMs: 10, everyMs: 1 }),
      (error) =>
        error instanceof DeadlineError && error.message === 'waited 10 ms for the sun; last seen: cloudy',
    );
  });

  it('hands the value and the failure of a promise through', async () => {
    assert.equal(await within(Promise.resolve(7), { what: 'seven', withinMs: 1000 }), 7);
    await assert.rejects(
      within(Promise.reject(new Error('no')), { what: 'yes', withinMs: 1000 }),
      /^Error: no$/,
    );
  });
});

describe('the camera made of mosquitto_sub and ffmpeg', () => {
  it('pushes on START, goes on at a renewal, ends on the STOP of its run and leaves no ffmpeg', async (t) => {
    const broker = await startMosquitto();
    t.after(() => broker.close());
    const controlTopic = 'cameras/front-door/control';
    const camera = await startMosquittoCamera({ brokerPort: broker.port, controlTopic });
    t.after(() => camera.close());
    await until(() => broker.log().includes('Sending SUBACK'), { what: 'the subscription', withinMs: 5000 });

    const url = `udp://127.0.0.1:${await freeUdpPort()}?pkt_size=1316`;
    const start = { action: 'START_LIVE_STREAM', runId: 'run-1', output: { url, format: 'mpegts' } };
    await publish(broker.port, controlTopic, start);
    const [first] = await until(
      async () => {
        const found = await ffmpegsOf(camera.pid);
        return found.length > 0 && found;
      },
      { what: 'ffmpeg', withinMs: 5000 },
    );
    assert.ok(first);
    assert.ok(first.command.includes(url));

    await publish(broker.port, controlTopic, { ...start, id: 'renewal' });
    await publish(broker.port, controlTopic, { action: 'STOP_LIVE_STREAM', runId: 'another-run' });
    await camera.waitFor(({ runId }) => runId === 'another-run', { what: 'the other STOP', withinMs: 5000 });
    assert.deepEqual(
      (await ffmpegsOf(camera.pid)).map(({ pid }) => pid),
      [first.pid],
    );

    await publish(broker.port, controlTopic, { action: 'STOP_LIVE_STREAM', runId: 'run-1' });
    await waitUntilNoFfmpegIsLeft(camera.pid, 5000);
    assert.deepEqual(
      camera.heard.map(({ action }) => action.slice(0, 4)),
      ['STAR', 'STAR', 'STOP', 'STOP'],
    );
  });
});

describe('the broker', () => {
  it('comes back on the same port after a SIGKILL', async (t) => {
    const broker = await startMosquitto();
    t.after(() => broker.close());
    await broker.kill();
    await assert.rejects(publish(broker.port, 'a', {}));
    await broker.restart();
    await publish(broker.port, 'a', {});
  });

  it('says why when its configuration is wrong', async () => {
    await assert.rejects(startMosquitto({ config: ['no_such_setting true'] }), /no_such_setting/);
  });
});

describe('the browser', () => {
  it('plays H.264 by MediaSource on a page of another origin, and is gone after closeHard', async (t) => {
    const site = await startStaticSite({ '/': '<title>a site</title>' });
    t.after(() => site.close());
    const { browser, close, closeHard } = await launchBrowser();
    t.after(close);
    const page = await browser.newPage();
    await page.goto(site.url);
    assert.equal(await page.title(), 'a site');
    assert.equal(
      await page.evaluate(() => MediaSource.isTypeSupported('video/mp4; codecs="avc1.42c01e"')),
      true,
    );
    const gone = new Promise((resolve) => browser.once('disconnected', resolve));
    await closeHard();
    await within(gone, { what: 'the connection to end', withinMs: 5000 });
  });
});

describe('ports and processes', () => {
  it('finds UDP ports in a row', async () => {
    const first = await freeUdpPortRange(20);
    assert.ok(first >= 20_000 && first + 19 < 32_000);
  });

  it('takes an ended process for ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    assert.equal(await isRunning(child.pid as number), true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(await isRunning(child.pid as number), false);
  });
});
