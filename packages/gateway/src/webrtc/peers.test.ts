/** What stays of the WebRTC process: nothing. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '../log/logger.js';
import { FragmentFeed } from '../store/fragment-feed.js';
import { within } from '../testing/deadline.js';
import { isRunning } from '../testing/watched-ffmpeg.js';
import { startWhepViewer } from '../testing/whep-viewer.js';
import { createPeers } from './peers.js';

const settings = { iceServers: [], publicHost: null, udpPort: null };
const programPath = fileURLToPath(new URL('../testing/peers-program.ts', import.meta.url));
let gateway: ChildProcess | undefined;

afterEach(() => {
  gateway?.kill('SIGKILL');
});

async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await delay(20);
}

describe('the WebRTC process', () => {
  it('is there with the first viewer, and gone a while after the last one', async (t) => {
    const peers = createPeers({ settings, logger: silentLogger, idleMs: 10 });
    assert.equal(peers.pid, undefined);
    const { offer } = await startWhepViewer(t);
    let ends = 0;
    const connection = await peers.connect({
      feed: new FragmentFeed(),
      codec: 'avc1.42c01e',
      offer,
      onKeyframeWanted: () => {},
      onEnd: () => ends++,
    });
    const pid = peers.pid!;
    assert.match(connection.answer, /^a=sendonly/m);
    assert.ok(isRunning(pid));
    connection.close();
    connection.close();
    assert.equal(ends, 1);
    await within(untilGone(pid), 'the end of the process');
    assert.equal(peers.pid, undefined);
    await peers.close();
  });

  it('puts the address and the port of its settings into the answer', async (t) => {
    const peers = createPeers({
      settings: { ...settings, publicHost: '203.0.113.9', udpPort: 40_123 },
      logger: silentLogger,
    });
    t.after(() => peers.close());
    const { offer } = await startWhepViewer(t);
    const rest = { codec: 'avc1.42c01e', offer, onKeyframeWanted: () => {}, onEnd: () => {} };
    const { answer } = await peers.connect({ feed: new FragmentFeed(), ...rest });
    const hosts = [...answer.matchAll(/^a=candidate:\S+ \d+ \S+ \d+ (\S+) (\d+) typ host/gm)];
    assert.ok(hosts.length > 0);
    for (const [, address, port] of hosts) assert.deepEqual([address, port], ['203.0.113.9', '40123']);
  });

  it('says that it is no fault of the viewer where its own host is not found, and asks again', async (t) => {
    const publicHost = 'nowhere.invalid';
    const peers = createPeers({ settings: { ...settings, publicHost }, logger: silentLogger, idleMs: 10 });
    t.after(() => peers.close());
    const { offer } = await startWhepViewer(t);
    let ends = 0;
    const rest = { codec: 'avc1.42c01e', offer, onKeyframeWanted: () => {}, onEnd: () => ends++ };
    for (const count of [1, 2]) {
      const connecting = peers.connect({ feed: new FragmentFeed(), ...rest });
      await assert.rejects(connecting, { code: 'internal' });
      assert.deepEqual([peers.connectionCount, ends], [0, count]);
    }
    const pid = peers.pid;
    if (pid !== undefined) await within(untilGone(pid), 'the end of the process');
  });

  it('is done with an offer that it refuses', async (t) => {
    const peers = createPeers({ settings, logger: silentLogger });
    t.after(() => peers.close());
    const { offer } = await startWhepViewer(t);
    const broken = offer.replace(/^a=fingerprint:.*$/gm, 'a=fingerprint:sha-256 00');
    const rest = { codec: 'avc1.42c01e', offer: broken, onKeyframeWanted: () => {}, onEnd: () => {} };
    const connecting = peers.connect({ feed: new FragmentFeed(), ...rest });
    await assert.rejects(connecting, { code: 'invalid_request' });
    assert.equal(peers.connectionCount, 0);
  });

  it('ends with a gateway that is killed', {
    skip: process.platform === 'win32' && 'has no SIGKILL',
  }, async () => {
    gateway = spawn(
      process.execPath,
      ['--conditions=@rpi-live-camera/source', '--import', 'tsx', programPath],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [line] = await within(once(gateway.stdout!, 'data'), 'the start of the process', 20_000);
    const pid = Number(line);
    assert.ok(isRunning(pid));
    gateway.kill('SIGKILL');
    await within(untilGone(pid), 'the end of the process', 3000);
  });
});
