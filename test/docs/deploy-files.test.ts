/** The files of `deploy`, as far as they can be checked without what they are for; test/e2e runs the proxies. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { describeSettings } from '../../packages/gateway/src/config/describe.js';
import { environmentName } from '../../packages/gateway/src/config/environment.js';
import { readPage } from './code-blocks.js';
import { checkJson } from './json-kinds.js';

/** As `docs/recordings.md` shows it. Its parents are not made. */
const recordingPath = (): string => /"path": "([^"]+)"/.exec(readPage('docs/recordings.md'))?.[1] ?? '';
const read = (path: string) => readPage(`deploy/${path}`);

describe('the systemd unit of the gateway', () => {
  const name = 'rpi-live-camera-gateway.service';
  const unit = read(`systemd/${name}`);
  const program = /^ExecStart=(\S+)/m.exec(unit)?.[1] ?? '';
  const skip =
    spawnSync('systemd-analyze', ['--version']).status === 0 ? false : 'systemd-analyze is not installed';

  /** Systemd's own opinion of it. */
  function analyze(verb: string, ...flags: string[]): string {
    const directory = mkdtempSync(join(tmpdir(), 'unit-'));
    try {
      // Its Node.js need not lie where that of this machine lies.
      writeFileSync(join(directory, name), unit.replace(program, process.execPath));
      const { stdout, stderr } = spawnSync('systemd-analyze', [verb, ...flags, join(directory, name)], {
        encoding: 'utf8',
      });
      return stdout + stderr;
    } finally {
      rmSync(directory, { recursive: true });
    }
  }

  it('is one that systemd understands, without a warning', { skip }, () => {
    assert.equal(analyze('verify', '--man=no'), '');
  });

  it('is exposed less than 3 of 10 by the count of systemd', { skip }, () => {
    const said = analyze('security', '--offline=true', '--no-pager');
    const [, exposure] = /Overall exposure level for \S+: ([\d.]+)/.exec(said) ?? [];
    assert.ok(Number(exposure) <= 3, said);
  });

  it('lets recordings be kept where the documents put them', () => {
    const [, directory] = /^StateDirectory=(\S+)$/m.exec(unit) ?? [];
    assert.equal(`/var/lib/${directory}`, dirname(recordingPath()));
  });

  it('starts a program that the package has', () => {
    const { bin } = JSON.parse(readPage('packages/gateway/package.json')) as { bin: Record<string, string> };
    assert.ok(unit.includes(`/@rpi-live-camera/gateway/${bin['rpi-live-camera-gateway']} `));
  });
});

describe('the composition', () => {
  const compose = read('docker/compose.yaml');
  const dockerfile = read('docker/Dockerfile');

  it('has settings that the gateway takes', () => checkJson(read('docker/gateway.json')));

  it('names settings in the environment that there are', () => {
    const known = describeSettings().map(({ path }) => environmentName(path.split('.')));
    const named = [...`${compose}\n${dockerfile}`.matchAll(/RPI_LIVE_CAMERA_\w+/g)].map(([one]) => one);
    assert.ok(named.length >= 2);
    assert.deepEqual(
      named.filter((one) => !known.includes(one)),
      [],
    );
  });

  it('opens the ports that are the defaults', () => {
    for (const path of ['port', 'ingest.ports']) {
      const wanted = String(describeSettings().find((one) => one.path === path)?.fallback);
      assert.ok(compose.includes(`- ${wanted}:${wanted}`), path);
      assert.ok(dockerfile.includes(wanted), path);
    }
  });

  it('has a volume for recordings where the documents put them, which belongs to the user of the image', () => {
    const [, volume, place] = /^ +- (\w+):(\/var\/\S+)$/m.exec(compose) ?? [];
    assert.equal(place, dirname(recordingPath()));
    assert.match(compose, new RegExp(`^volumes:\n  ${volume}:`, 'm'));
    const [, user] = /^USER (\S+)$/m.exec(dockerfile) ?? [];
    assert.ok(dockerfile.includes(`install -d -o ${user} -g ${user} -m 700 ${place}\n`));
  });

  it('wants of the environment what the documents write into .env', () => {
    const wanted = [...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    const written = [...readPage('docs/deployment.md').matchAll(/^echo "(\w+)=.*" >> \.env$/gm)];
    assert.deepEqual(
      written.map(([, name]) => name),
      wanted,
    );
  });

  it('mounts files that are there, but for the passwords', () => {
    const files = [...compose.matchAll(/^ +- (\.\S+?):\//gm)].map(([, file = '']) => file);
    assert.ok(files.length >= 4);
    for (const file of files.filter((one) => one !== './passwords')) readPage(join('deploy/docker', file));
  });
});
