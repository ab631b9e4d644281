/** The ffmpeg that receives a camera over SRT: killed, hanging, loud, ending at once, not there; and no port left for it. */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/deadline.js';
import { askForSession } from '../support/gateway-client.js';
import { isRunning } from '../support/processes.js';
import { assertRecovers, cameraId, type FaultSite, openFaultSite } from './fault-site.js';

/** A program that each test writes anew; whatever is started finds what it is by then. */
type Program = { path: string; become(script: string): Promise<void>; vanish(): Promise<void> };

const real = 'exec ffmpeg "$@"';

async function createProgram(): Promise<Program & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'program-'));
  const path = join(folder, 'ffmpeg');
  const become = async (script: string) => {
    // Renamed into place: a file that is written cannot be run.
    await writeFile(`${path}.new`, `#!/bin/sh\n${script}\n`);
    await chmod(`${path}.new`, 0o755);
    await rename(`${path}.new`, path);
  };
  return {
    path,
    become,
    vanish: () => rm(path, { force: true }),
    remove: () => rm(folder, { recursive: true }),
  };
}

describe('the ffmpeg that receives a camera', { skip: process.platform !== 'linux' }, () => {
  let site: FaultSite;
  let program: Awaited<ReturnType<typeof createProgram>>;
  before(async () => {
    program = await createProgram();
    site = await openFaultSite({ protocol: 'srt', ffmpegPath: program.path });
    await site.agent();
  });
  after(async () => {
    await site?.close();
    await program?.remove();
  });
  afterEach(async () => {
    await program.become(real);
  });

  const endsOf = (reason: string) => site.metric('rpi_live_camera_run_restarts_total', reason);
  async function watch() {
    await program.become(real);
    return site.viewer();
  }
  async function onlyReceiver(): Promise<number> {
    const pids = await site.receivers();
    assert.equal(pids.length, 1);
    return pids[0]!;
  }

  it('that is killed', async (t) => {
    const viewer = await watch();
    const [ends, notOf] = [await endsOf('ingest_failed'), viewer.initName];
    process.kill(await onlyReceiver(), 'SIGKILL');
    await assertRecovers(t, { viewer, sinceMs: performance.now(), notOf });
    assert.equal(await endsOf('ingest_failed'), ends + 1);
    await site.log.waitFor(/"reason":"ingest_failed","problem":"ffmpeg was ended by SIGKILL/);
    assert.equal(viewer.discontinuityCount, 1);
    await viewer.close();
  });

  it('that hangs', async (t) => {
    const viewer = await watch();
    const [ends, notOf] = [await endsOf('bytes_stopped'), viewer.initName];
    const pid = await onlyReceiver();
    process.kill(pid, 'SIGSTOP');
    await until(async () => (await endsOf('bytes_stopped')) > ends, { what: 'the watchdog', withinMs: 5000 });
    await assertRecovers(t, { viewer, sinceMs: performance.now(), notOf });
    await until(async () => !(await isRunning(pid)), { what: 'the end of what hung', withinMs: 2000 });
    await viewer.close();
  });

  it('that floods its stderr', async (t) => {
    await program.become(`yes 'this line says nothing, and says it again and again' >&2 &
flood=$!
ffmpeg "$@" &
receiver=$!
trap 'kill $flood $receiver' TERM
wait $receiver
kill $flood`);
    const viewer = await site.viewer();
    const lines = site.log.lines(/ffmpeg says/).length;
    await delay(3000);
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    const loggedCount = site.log.lines(/ffmpeg says/).length - lines;
    assert.ok(loggedCount <= 20 * 6, `${loggedCount} lines in the log`);
    await viewer.close();
    await until(async () => (await site.receivers()).length === 0, { what: 'its end', withinMs: 5000 });
  });

  for (const { title, strike, message } of [
    {
      title: 'that ends at once, until it is mended',
      strike: () => program.become('echo out of order >&2; exit 1'),
      message: /out of order/,
    },
    {
      title: 'that is missing while somebody watches, until it is there again',
      strike: () => program.vanish(),
      message: /was not found/,
    },
  ]) {
    it(title, async (t) => {
      const viewer = await watch();
      const [ends, notOf] = [await endsOf('ingest_not_opened'), viewer.initName];
      const pid = await onlyReceiver();
      await strike();
      process.kill(pid, 'SIGKILL');
      await until(async () => (await endsOf('ingest_not_opened')) >= ends + 3, {
        what: 'three attempts',
        withinMs: 15_000,
      });
      await site.log.waitFor(new RegExp(`"reason":"ingest_not_opened".*${message.source}`));
      await program.become(real);
      await assertRecovers(t, { viewer, sinceMs: performance.now(), notOf });
      await viewer.close();
    });
  }

  it('that is missing when the gateway starts, and appears', async (t) => {
    await program.vanish();
    const second = await openFaultSite({ protocol: 'srt', ffmpegPath: program.path });
    try {
      await second.agent();
      const refused = await askForSession(second.url, cameraId);
      assert.deepEqual([refused.status, refused.problem?.code], [502, 'ffmpeg_failed']);
      assert.equal((await fetch(`${second.url}/readyz`)).status, 503);
      await program.become(real);
      const sinceMs = performance.now();
      await assertRecovers(t, { viewer: await second.viewer(), sinceMs });
      assert.equal((await fetch(`${second.url}/readyz`)).status, 200);
    } finally {
      await second.close();
    }
  });

  it('that finds no port, since other programs hold them all, until they let go', async (t) => {
    const viewer = await watch();
    const ends = await endsOf('ingest_not_opened');
    const pid = await onlyReceiver();
    const [first = 0, last = 0] = site.ports.split('-').map(Number);
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const held = new Map<number, Socket>();
    const hold = async () => {
      for (const port of numbers)
        if (!held.has(port))
          await bind(port).then(
            (socket) => held.set(port, socket),
            () => {},
          );
      return held.size === numbers.length;
    };
    try {
      await hold();
      assert.equal(held.size, numbers.length - 1, 'all but the one in use');
      process.kill(pid, 'SIGKILL');
      await until(hold, { what: 'the last port to be free', withinMs: 2000, everyMs: 5 });
      await until(async () => (await endsOf('ingest_not_opened')) > ends, {
        what: 'no port to be found',
        withinMs: 10_000,
      });
      await site.log.waitFor(/"reason":"ingest_not_opened".*Other programs hold all \d+ UDP ports/);
    } finally {
      for (const socket of held.values()) socket.close();
    }
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    await viewer.close();
  });
});

async function bind(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind({ port, address: '127.0.0.1', exclusive: true });
  try {
    await once(socket, 'listening');
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}
