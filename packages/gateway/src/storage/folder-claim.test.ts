import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { within } from '../testing/deadline.js';
import { FolderClaim, type FolderClaimDeps } from './folder-claim.js';
import { isInPlace } from './growing-file.js';
import { judgeLife, nameProcess, type ProcessName } from './process-name.js';

const elsewhere: ProcessName = { place: 'another machine', pid: 1, startedAt: '1' };

describe('FolderClaim', () => {
  let path: string;
  let claims: FolderClaim[];
  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'claim-')), 'recordings');
    await mkdir(path);
    claims = [];
  });
  afterEach(async () => {
    for (const claim of claims) await claim.release();
    await rm(join(path, '..'), { recursive: true });
  });

  function claim(deps: Partial<FolderClaimDeps> = {}): FolderClaim {
    const made = new FolderClaim({ path, turn: (call) => call(), deadAfterMs: 500, ...deps });
    claims.push(made);
    return made;
  }
  /** As its owner does. */
  const showLife = (): Promise<void> => utimes(join(path, '.gateway'), new Date(), new Date());

  it('refuses a second one on the same machine at once, and says who is there and what to do', async () => {
    const first = claim();
    await first.hold();
    await first.hold();
    await assert.rejects(claim().hold(), new RegExp(`process ${process.pid} on .*recording\\.path`));
    await first.release();
    assert.deepEqual(await readdir(path), []);
    await claim().hold();
  });

  it('refuses one from elsewhere as soon as the first shows life', async () => {
    await claim({ holder: elsewhere }).hold();
    const refused = assert.rejects(claim({ deadAfterMs: 10_000 }).hold(), /process 1 on /);
    const living = setInterval(() => void showLife(), 20);
    await refused.finally(() => clearInterval(living));
  });

  it('takes over from elsewhere what shows no life', async () => {
    await writeFile(join(path, '.gateway'), JSON.stringify({ ...elsewhere, host: 'other' }));
    await claim().hold();
    await assert.rejects(claim().hold(), /used by another gateway/);
  });

  it('is given up where somebody else took it over in the same moment', async () => {
    const file = join(path, '.gateway');
    const stale = JSON.stringify({ ...elsewhere, host: 'other' });
    await writeFile(file, stale);
    const refused = assert.rejects(claim({ deadAfterMs: 50 }).hold(), /used by another gateway/);
    const isTakenOver = async (): Promise<boolean> => {
      const text = await readFile(file, 'utf8').catch(() => '');
      return text !== '' && text !== stale;
    };
    await within(
      (async () => {
        while (!(await isTakenOver())) await setImmediate();
      })(),
      'the claim to be made',
    );
    await rm(file);
    await writeFile(file, JSON.stringify({ ...(await nameProcess()), host: 'here' }));
    await refused;
  });

  it('is taken over by one of several who try at a time', async () => {
    for (let round = 0; round < 5; round++) {
      await writeFile(join(path, '.gateway'), JSON.stringify({ ...elsewhere, host: 'other' }));
      const all = Array.from({ length: 4 }, () => claim({ deadAfterMs: 50 }));
      const held = await Promise.allSettled(all.map((one) => one.hold()));
      assert.equal(held.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const one of all) await one.release();
    }
  });

  it('takes over what was cut off while it was made', async () => {
    await writeFile(join(path, '.gateway'), '');
    await claim().hold();
  });

  it('takes over at once from a process that was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(child, 'spawn');
    const own = await nameProcess();
    const holder = { ...own, pid: child.pid!, startedAt: null };
    await writeFile(join(path, '.gateway'), JSON.stringify({ ...holder, host: 'here' }));
    await assert.rejects(claim().hold(), /used by another gateway/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const startedAtMs = performance.now();
    await claim({ deadAfterMs: 60_000 }).hold();
    assert.ok(performance.now() - startedAtMs < 10_000);
  });

  it('knows a process of the same number that was started later', {
    skip: process.platform !== 'linux',
  }, async () => {
    const own = await nameProcess();
    assert.equal(await judgeLife(own), 'alive');
    assert.equal(await judgeLife({ ...own, startedAt: '1' }), 'dead');
    assert.equal(await judgeLife({ ...own, place: null }), 'unknown');
  });

  it('claims a folder anew that was taken away, and refuses where somebody else has taken it', async () => {
    const first = claim();
    await first.hold();
    await rename(path, `${path}-away`);
    await assert.rejects(first.hold(), { code: 'ENOENT' });
    await mkdir(path);
    await first.hold();
    await rm(join(path, '.gateway'));
    const second = claim();
    await second.hold();
    await assert.rejects(first.hold(), /used by another gateway/);
  });

  it('claims a folder anew that was taken away and is back, with the claim that it had', async () => {
    const first = claim();
    await first.hold();
    await rename(path, `${path}-away`);
    await assert.rejects(first.hold(), { code: 'ENOENT' });
    await rename(`${path}-away`, path);
    await first.hold();
    await assert.rejects(claim().hold(), /used by another gateway/);
  });

  it('claims a folder anew that was away while nobody looked', async () => {
    const first = claim();
    await first.hold();
    await rename(path, `${path}-away`);
    // Another file with what was in it, as of a disk that is mounted anew.
    await cp(`${path}-away`, path, { recursive: true });
    await first.hold();
    await first.hold();
    await assert.rejects(claim().hold(), /used by another gateway/);
  });

  it('is lost where its file cannot be asked any more', async () => {
    const file = join(path, '.gateway');
    await claim().hold();
    const handle = await open(file, 'r');
    assert.equal(await isInPlace(file, handle), true);
    await handle.close();
    assert.equal(await isInPlace(file, handle), false);
  });

  it('gives up when it is released while it waits', async () => {
    await writeFile(join(path, '.gateway'), JSON.stringify({ ...elsewhere, host: 'other' }));
    const waiting = claim({ deadAfterMs: 500 });
    const holding = assert.rejects(waiting.hold(), /closed/);
    await waiting.release();
    await holding;
  });
});
