/** A gateway that is killed leaves no picture decoder behind: its input ends with the gateway. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { within } from '../testing/deadline.js';
import { isRunning } from '../testing/watched-ffmpeg.js';

const programPath = fileURLToPath(new URL('../testing/picture-program.ts', import.meta.url));
const nodeArgs = ['--conditions=@rpi-live-camera/source', '--import', 'tsx'];
let gateway: ChildProcess | undefined;

afterEach(() => {
  gateway?.kill('SIGKILL');
});

async function untilGone(pid: number): Promise<void> {
  while (isRunning(pid)) await delay(20);
}

describe('the picture decoder of a gateway that was killed', {
  skip: process.platform === 'win32' && 'has no SIGKILL',
}, () => {
  for (const then of ['feed', 'silent']) {
    it(`ends, the camera being ${then === 'feed' ? 'live' : then}`, async () => {
      gateway = spawn(process.execPath, [...nodeArgs, programPath, then], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = await within(once(gateway.stdout!, 'data'), 'the first picture', 20_000);
      const pid = Number(line);
      assert.ok(isRunning(pid));
      gateway.kill('SIGKILL');
      await within(untilGone(pid), 'the end of ffmpeg', 3000);
    });
  }
});
