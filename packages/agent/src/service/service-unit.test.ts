import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isHiddenFromService } from './service-places.js';
import { serviceUnit } from './service-unit.js';

const options = {
  nodePath: '/usr/bin/node',
  programPath: '/opt/agent/bin.js',
  configPath: '/etc/rpi-live-camera/agent.json',
  groups: ['video', 'audio'],
  systemdVersion: 252,
};
const hasSystemdAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;
const skip = hasSystemdAnalyze ? false : 'systemd-analyze is not installed';

/** systemd's own opinion of a unit. */
function analyze(verb: string, unit: string, ...flags: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'unit-'));
  try {
    const file = join(directory, 'rpi-live-camera-agent.service');
    writeFileSync(file, unit);
    const { stdout, stderr } = spawnSync('systemd-analyze', [verb, ...flags, file], { encoding: 'utf8' });
    return stdout + stderr;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('the unit', () => {
  it('is one that systemd understands, without a warning', { skip }, () => {
    const unit = serviceUnit({ ...options, nodePath: process.execPath });
    assert.equal(analyze('verify', unit, '--man=no'), '');
  });

  it('is exposed less than 3 of 10 by the count of systemd', { skip }, () => {
    const said = analyze('security', serviceUnit(options), '--offline=true', '--no-pager');
    const [, exposure] = /Overall exposure level for \S+: ([\d.]+)/.exec(said) ?? [];
    assert.ok(Number(exposure) <= 3, said);
  });

  it('grows the time between restarts where systemd can, and is silent about it where it cannot', () => {
    assert.match(
      serviceUnit({ ...options, systemdVersion: 257 }),
      /^RestartSteps=5\nRestartMaxDelaySec=60$/m,
    );
    assert.doesNotMatch(serviceUnit(options), /RestartSteps|RestartMaxDelaySec/);
  });

  it('joins no group that this machine does not have', () => {
    assert.match(serviceUnit(options), /^SupplementaryGroups=video audio$/m);
    assert.doesNotMatch(serviceUnit({ ...options, groups: [] }), /SupplementaryGroups/);
  });

  it('keeps spaces, percent and dollar signs of a path', () => {
    const unit = serviceUnit({ ...options, configPath: '/etc/my cam/100%/$a.json' });
    assert.match(unit, /--config "\/etc\/my cam\/100%%\/\$\$a\.json"$/m);
  });
});

describe('what a service cannot see', () => {
  for (const [path, isHidden] of [
    ['/home/pi/keys/a.key', true],
    ['/root/.npm/x', true],
    ['/tmp/a.json', true],
    ['/etc/rpi-live-camera/a.key', false],
    ['/homestead/a', false],
  ] as const) {
    it(`${isHidden ? 'has' : 'has not'} ${path} in it`, () =>
      assert.equal(isHiddenFromService(path), isHidden));
  }
});
