/** Hundreds who mean no good, at a real gateway: each is cut off in time, and who watches notices nothing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { until } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { type PartWatch, watchParts } from '../support/part-watch.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { type StuckClientsOptions, type StuckKind, startStuckClients } from '../support/stuck-clients.js';

/** Who watches has to be heard of within twice this, however loaded the machine is. */
const keepAliveMs = 3000;
const limits = { headersTimeoutMs: 2000, requestTimeoutMs: 3000, stalledTimeoutMs: 2000 };
/** The server looks for overdue requests once a second, for stalled answers eight times a limit. */
const lookMs = 1000;
/** Of a loaded machine. */
const slackMs = 3000;
/** Until the buffers on the way are full: those of clients are small. */
const fillMs = 2000;
const sessionEndsMs = 2 * keepAliveMs + 1000 + 1000;

const hasPython = spawnSync('python3', ['--version']).status === 0;
const skip = process.platform === 'linux' && hasPython ? false : 'needs python3 and /proc/net/tcp';

describe('a gateway with 400 clients that hold on', { skip }, () => {
  let scene: Scene;
  let healthy: PartWatch;
  before(async () => {
    scene = await startScene({ limits, sessions: { keepAliveMs } });
    await scene.startCamera();
    const { playlistUrl, close } = await openSession(scene.gateway.url, cameraId);
    healthy = watchParts(playlistUrl);
    scene.opened.push({ close }, healthy);
    await until(() => healthy.partCount > 5, { what: 'the first parts', withinMs: 10_000 });
  });
  after(() => scene?.close());

  async function assertCut(counts: StuckClientsOptions['counts'], withinMs: number): Promise<void> {
    const { url } = scene.gateway;
    const attackers = await startStuckClients({ gatewayUrl: url, cameraId, counts });
    const startedAtMs = performance.now();
    const goneAfterMs: Partial<Record<StuckKind, number>> = {};
    try {
      const areThere = async () => {
        const { head, body } = await attackers.held();
        return head === (counts.head ?? 0) && body === (counts.body ?? 0);
      };
      await until(areThere, { what: 'every slow-loris connection', withinMs: 1500, everyMs: 20 });
      await until(
        async () => {
          const now = await attackers.held();
          for (const kind of Object.keys(counts) as StuckKind[])
            if (now[kind] === 0) goneAfterMs[kind] ??= Math.round(performance.now() - startedAtMs);
          if (Object.values(now).some((count) => count > 0)) throw new Error(`held: ${JSON.stringify(now)}`);
          return true;
        },
        { what: 'the end of every attacker', withinMs: withinMs + slackMs, everyMs: 100 },
      );
      console.log(`cut off after ms: ${JSON.stringify(goneAfterMs)}`);
    } finally {
      await attackers.close();
    }
  }

  it('cuts off 200 slow-loris connections', async () => {
    await assertCut({ head: 100, body: 100 }, limits.requestTimeoutMs + lookMs);
  });

  it('cuts off 200 viewers that stop reading, of every transport', async () => {
    const counts = { hls: 50, fmp4: 50, socket: 50, mjpeg: 50 };
    const longestMs = Math.max(limits.stalledTimeoutMs * 1.125, sessionEndsMs);
    await assertCut(counts, fillMs + longestMs);
  });

  it('has brought every part to who watched meanwhile', async () => {
    const before = healthy.partCount;
    const hasGoneOn = () => healthy.partCount > before + 10 || healthy.faults.length > 0;
    await until(hasGoneOn, { what: 'further parts', withinMs: 10_000 });
    assert.deepEqual(healthy.faults, []);
    console.log(`${healthy.partCount} parts, at most ${healthy.longestWaitMs.toFixed(0)} ms between two`);
  });
});
