import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { createFakeFfmpeg } from '../testing/fake-ffmpeg.js';
import { createCapabilityCheck, type FfmpegCapabilities, findFfmpegProblem } from './capabilities.js';

const protocols = (inputs: string) =>
  `Supported file protocols:\nInput:\n  file\n${inputs}Output:\n  file\n  srt\n`;

async function askFake(version: string, inputs = '  srt\n'): Promise<FfmpegCapabilities> {
  const fake = await createFakeFfmpeg(
    `if [ "$1" = -version ]; then echo "${version}"; else printf '%s' '${protocols(inputs)}'; fi`,
  );
  const capabilities = await createCapabilityCheck({ ffmpegPath: fake.path })();
  await fake.remove();
  return capabilities;
}

describe('createCapabilityCheck', () => {
  it('finds the installed ffmpeg good enough', async () => {
    const capabilities = await createCapabilityCheck({ ffmpegPath: 'ffmpeg' })();
    assert.ok(capabilities.ok);
    assert.equal(capabilities.hasSrt, true);
  });

  for (const version of [
    '4.4',
    '5.1.9-0+deb12u1',
    'n6.0',
    '10.0',
    'N-109542-g01c7f68f7e',
    '2024-05-02-git-71669f2ad5-full_build',
  ]) {
    it(`accepts version ${version}`, async () => {
      assert.deepEqual(await askFake(`ffmpeg version ${version} Copyright`), {
        ok: true,
        version,
        hasSrt: true,
      });
    });
  }

  for (const version of ['4.3.8-0+deb11u3', 'n4.2.7', '3.4.11']) {
    it(`refuses version ${version}`, async () => {
      const capabilities = await askFake(`ffmpeg version ${version} Copyright`);
      assert.equal(capabilities.ok, false);
      assert.match(
        findFfmpegProblem(capabilities, ['srt']) ?? '',
        /too old; 4\.4 or newer is needed\. Install/,
      );
    });
  }

  it('misses SRT where it is listed for output alone, and says what helps', async () => {
    const capabilities = await askFake('ffmpeg version 6.1 Copyright', '');
    assert.deepEqual(capabilities, { ok: true, version: '6.1', hasSrt: false });
    assert.match(
      findFfmpegProblem(capabilities, ['udp', 'srt']) ?? '',
      /without SRT.*or let cameras push by UDP/,
    );
    assert.equal(findFfmpegProblem(capabilities, ['udp']), undefined);
  });

  it('refuses a program that is no ffmpeg', async () => {
    const capabilities = await askFake('hello');
    assert.match(capabilities.ok ? '' : capabilities.message, /does not answer like ffmpeg/);
  });

  it('asks again until ffmpeg has been installed, and then no more', async () => {
    const installed = await createFakeFfmpeg('');
    const path = `${installed.path}-late`;
    const check = createCapabilityCheck({ ffmpegPath: path });
    const missing = await check();
    assert.match(missing.ok ? '' : missing.message, /was not found/);
    await writeFile(path, '#!/bin/sh\necho "ffmpeg version 6.1 Copyright"\n');
    await chmod(path, 0o755);
    assert.equal((await check()).ok, true);
    await installed.remove();
    assert.equal((await check()).ok, true);
  });
});
