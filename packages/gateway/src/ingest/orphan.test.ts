/** A gateway that is killed leaves no ffmpeg behind: while bytes flow the broken pipe ends it, while none flow its own time limit. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { within } from '../testing/deadline.js';

const programPath = fileURLToPath(new URL('../testing/ingest-program.ts', import.meta.url));
const nodeArgs = ['--conditions=@rpi-live-camera/source', '--import', 'tsx'];
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Also false for a zombie that nobody has waited for yet. */
async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && stat.split(') ')[1]?.startsWith('Z') === false;
}

async function untilGone(pid: number): Promise<void> {
  while (await isAlive(pid)) await delay(20);
}

async function startGateway(ports: string, timeoutMs: number) {
  const gateway = spawn(process.execPath, [...nodeArgs, programPath, ports, `${timeoutMs}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(gateway);
  const lines = createInterface({ input: gateway.stdout })[Symbol.asyncIterator]();
  const nextLine = (what: string) =>
    within(
      lines.next().then(({ value }) => String(value)),
      what,
      20_000,
    );
  const [pid, url = assert.fail()] = (await nextLine('the listening ffmpeg')).split(' ');
  return { gateway, ffmpegPid: Number(pid), url, nextLine };
}

function startCamera(url: string): ChildProcess {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=10'];
  const camera = spawn(
    'ffmpeg',
    ['-v', 'error', '-nostdin', ...picture, '-c:v', 'libx264', '-tune', 'zerolatency', '-f', 'mpegts', url],
    {
      stdio: 'ignore',
    },
  );
  started.push(camera);
  return camera;
}

describe('the ffmpeg of a gateway that was killed', {
  skip: process.platform !== 'linux' && 'reads /proc',
}, () => {
  it('ends while a camera sends', async () => {
    const { gateway, ffmpegPid, url, nextLine } = await startGateway('31900-31909', 60_000);
    startCamera(url);
    assert.equal(await nextLine('the first bytes'), 'bytes');
    assert.ok(await isAlive(ffmpegPid));
    gateway.kill('SIGKILL');
    await within(untilGone(ffmpegPid), 'the end of ffmpeg', 3000);
  });

  it('ends when the camera is connected and silent', async () => {
    const { gateway, ffmpegPid, url, nextLine } = await startGateway('31910-31919', 500);
    const camera = startCamera(url);
    assert.equal(await nextLine('the first bytes'), 'bytes');
    camera.kill('SIGSTOP');
    gateway.kill('SIGKILL');
    await within(untilGone(ffmpegPid), 'the end of ffmpeg', 4000);
  });
});
