/** The program of the gateway and its machine: killed and started anew, its clock set, its file descriptors used up. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { until } from '../support/deadline.js';
import { findProgram } from '../support/find-program.js';
import { openSession } from '../support/gateway-client.js';
import { movableClock } from '../support/movable-clock.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { assertRecovers, recoveryMs } from './fault-site.js';
import { startScriptedCamera } from './scripted-camera.js';
import { startSteadyViewer } from './steady-viewer.js';

const udp = { protocol: 'udp', timeoutMs: 1000 };
/** A busy machine may keep a viewer from asking for a second or two. */
const keepAliveMs = 3000;
const isLinux = process.platform === 'linux';

describe('a gateway', () => {
  let scene: Scene | undefined;
  afterEach(async () => {
    await scene?.close();
    scene = undefined;
  });

  async function open(settings: Record<string, unknown> = {}, environment: Record<string, string> = {}) {
    const { sessions, ...others } = settings;
    const opened = await startScene(
      { ingest: udp, sessions: { keepAliveMs, ...(sessions as object) }, ...others },
      environment,
    );
    scene = opened;
    const camera = await startScriptedCamera({ brokerUrl: opened.mosquitto.url, cameraId });
    opened.opened.push(camera);
    const said = await recordMessages(opened.mosquitto.url, `cameras/${cameraId}/control`);
    opened.opened.push(said);
    const stops = () => said.messages.filter(({ action }) => action === 'STOP_LIVE_STREAM');
    return { scene: opened, camera, said, stops };
  }

  it('that is killed and started anew stops the camera of which nobody knows any more', async (t) => {
    const { scene, camera, stops } = await open({ sessions: { leaseMs: 60_000 } });
    await openSession(scene.gateway.url, cameraId);
    const [runId] = camera.runIds;
    await scene.gateway.kill();
    assert.equal(camera.isPushing, true, 'its lease would last for a minute');
    const sinceMs = performance.now();
    await scene.restartGateway();
    await until(() => !camera.isPushing, { what: 'the camera to be let go', withinMs: 5000 });
    t.diagnostic(`the camera was let go ${Math.round(performance.now() - sinceMs)} ms after the start`);
    assert.deepEqual(
      stops().map((stop) => stop.runId),
      [runId],
    );
    const isTold = () => /streams for a run that has died with its gateway/.test(scene.gateway.log());
    await until(isTold, { what: 'a line in the log', withinMs: 2000 });
  });

  it('that is killed and started anew tells a camera without a lease to stop, which says nothing', async () => {
    const cameras = [{ id: cameraId, lease: false }];
    const { scene, stops } = await open({ cameras });
    await until(() => stops().length === 1, { what: 'STOP at the start', withinMs: 5000 }).catch(() => {});
    const atStart = stops().length;
    await scene.gateway.kill();
    await scene.restartGateway();
    await until(() => stops().length > atStart, { what: 'STOP', withinMs: 5000 });
  });

  it('that is killed while somebody watches shows the picture to him again, who asks as pages do', async (t) => {
    const { scene, camera } = await open({ sessions: { leaseMs: 60_000 } });
    await openSession(scene.gateway.url, cameraId);
    await scene.gateway.kill();
    await scene.restartGateway();
    const sinceMs = performance.now();
    const viewer = await startSteadyViewer(scene.gateway.url, cameraId);
    scene.opened.push(viewer);
    await assertRecovers(t, { viewer, sinceMs });
    await delay(1000);
    assert.deepEqual([camera.runIds.length, camera.isPushing], [2, true]);
  });

  it('leaves the camera of another gateway at the same broker alone', async (t) => {
    const { scene, camera, stops } = await open();
    const viewer = await startSteadyViewer(scene.gateway.url, cameraId);
    scene.opened.push(viewer);
    const other = await startScene({ ingest: udp, mqtt: { url: scene.mosquitto.url } });
    try {
      await until(async () => (await fetch(`${other.gateway.url}/readyz`)).ok, {
        what: 'the other gateway to be ready',
        withinMs: 5000,
      });
      // A status of the camera tells the other gateway of a run that it does not know.
      await delay(500);
      await assertRecovers(t, { viewer, sinceMs: performance.now() });
      assert.deepEqual([stops().length, camera.runIds.length], [0, 1]);
    } finally {
      await other.close();
    }
  });

  const clockSkip = findProgram(['faketime']) ? false : 'faketime is not installed';
  for (const { title, offset } of [
    { title: 'whose clock is set forward by an hour', offset: '+1h' },
    { title: 'whose clock is set back by an hour', offset: '-1h' },
  ])
    it(title, { skip: clockSkip }, async (t) => {
      const clock = movableClock();
      try {
        const { scene, camera } = await open({}, clock.environment);
        const viewer = await startSteadyViewer(scene.gateway.url, cameraId);
        scene.opened.push(viewer);
        await viewer.untilFresh({ sinceMs: performance.now() });
        clock.set(offset);
        await assertRecovers(t, { viewer, sinceMs: performance.now() });
        // Longer than a session and a lease last.
        await delay(8000);
        await assertRecovers(t, { viewer, sinceMs: performance.now() });
        const offMs = Math.abs(Date.now() - viewer.newestDateMs);
        assert.ok(offMs < 5000, `pictures are dated ${offMs} ms off what pages take for the time`);
        assert.deepEqual([camera.runIds.length, viewer.discontinuityCount], [1, 0]);
        assert.doesNotMatch(scene.gateway.log(), /"reason"/);
        await viewer.close();
      } finally {
        clock.close();
      }
    });

  const limitSkip = isLinux && findProgram(['prlimit']) ? false : 'prlimit is of Linux';
  it('that has no file descriptor left goes on with those who watch, and takes others when it has', {
    skip: limitSkip,
  }, async (t) => {
    const { scene } = await open();
    const viewer = await startSteadyViewer(scene.gateway.url, cameraId);
    scene.opened.push(viewer);
    await viewer.untilFresh({ sinceMs: performance.now() });
    const limit = (count: number) =>
      promisify(execFile)('prlimit', [`--pid=${scene.gateway.pid}`, `--nofile=${count}:`]);
    await limit(8);
    await until(async () => !(await answers(scene.gateway.url)), {
      what: 'new connections to be refused',
      withinMs: 3000,
    });
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    await limit(1024);
    const sinceMs = performance.now();
    await until(() => answers(scene.gateway.url), {
      what: 'new connections to be taken',
      withinMs: recoveryMs,
    });
    t.diagnostic(`new connections were taken after ${Math.round(performance.now() - sinceMs)} ms`);
    await assertRecovers(t, { viewer, sinceMs });
  });
});

/** Whether a new connection gets an answer. */
function answers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write('GET /healthz HTTP/1.0\r\n\r\n'));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(false));
  });
}
