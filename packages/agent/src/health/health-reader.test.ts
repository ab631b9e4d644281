import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { CameraHealthSchema } from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import type { ToolAnswer } from '../process/run-tool.js';
import { createHealthReader } from './health-reader.js';

const folder = mkdtempSync(join(tmpdir(), 'agent-health-'));
after(() => rmSync(folder, { recursive: true }));

const missing: ToolAnswer = { outcome: 'missing', exitCode: null, stdout: '', stderr: '' };

/** A machine that is nothing but these files. */
function machine(files: Record<string, string>, askVcgencmd = async () => missing) {
  const rootDirectory = mkdtempSync(join(folder, 'root-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(rootDirectory, path)), { recursive: true });
    writeFileSync(join(rootDirectory, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  const read = createHealthReader({ coreCount: 4, rootDirectory, askVcgencmd });
  /** As it would go over MQTT. */
  return { write, read: () => JSON.parse(JSON.stringify(read())) };
}

const wireless = `Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
`;

describe('createHealthReader', () => {
  it('reads a Raspberry Pi', () => {
    const { read } = machine({
      'sys/class/thermal/thermal_zone0/type': 'cpu-thermal\n',
      'sys/class/thermal/thermal_zone0/temp': '61322\n',
      'sys/class/thermal/cooling_device0/type': 'pwm-fan\n',
      'sys/devices/platform/soc/soc:firmware/get_throttled': '50005\n',
      'proc/net/wireless': `${wireless} wlan0: 0000   54.  -56.  -256        0      0      0      0      0        0\n`,
      'proc/loadavg': '1.00 0.80 0.50 2/190 15913\n',
      'proc/meminfo': 'MemTotal:        1860000 kB\nMemAvailable:    1000000 kB\n',
      'proc/uptime': '86400.25 340000.11\n',
    });
    const health = read();
    assert.deepEqual(health, {
      temperatureCelsius: 61.3,
      throttled: { now: ['under-voltage', 'throttled'], sinceBoot: ['under-voltage', 'throttled'] },
      wifi: { signalDbm: -56 },
      loadPercent: 25,
      freeMemoryBytes: 1_024_000_000,
      uptimeMs: 86_400_250,
    });
    assert.ok(v.is(CameraHealthSchema, health));
  });

  it('says nothing of a machine that tells nothing, or nonsense', () => {
    assert.deepEqual(machine({}).read(), {});
    const nonsense = machine({
      'sys/class/thermal/thermal_zone0/temp': '\n',
      'sys/devices/platform/soc/soc:firmware/get_throttled': 'oops',
      'proc/net/wireless': `${wireless} wlan0: 0000   0.  -256.  -256        0\n eth9: 0000 70. 40. 0 0\n`,
      'proc/loadavg': '',
      'proc/meminfo': 'MemTotal: 1 kB',
      'proc/uptime': 'long',
    });
    assert.deepEqual(nonsense.read(), {});
  });

  it('prefers the zone of the processor, and takes the hottest where none says so', () => {
    const zones = {
      'sys/class/thermal/thermal_zone0/type': 'acpitz',
      'sys/class/thermal/thermal_zone0/temp': '90000',
      'sys/class/thermal/thermal_zone1/type': 'x86_pkg_temp',
      'sys/class/thermal/thermal_zone1/temp': '45000',
    };
    assert.equal(machine(zones).read().temperatureCelsius, 45);
    const unnamed = { ...zones, 'sys/class/thermal/thermal_zone1/type': 'x' };
    assert.equal(machine(unnamed).read().temperatureCelsius, 90);
  });

  it('finds the firmware of a board on which it lies elsewhere', () => {
    const path = 'sys/bus/platform/drivers/raspberrypi-firmware/soc@107c000000:firmware/get_throttled';
    const { read } = machine({ [path]: '80008', 'sys/bus/platform/drivers/raspberrypi-firmware/bind': '' });
    assert.deepEqual(read().throttled, {
      now: ['soft-temperature-limit'],
      sinceBoot: ['soft-temperature-limit'],
    });
  });

  it('reads anew each time', () => {
    const { read, write } = machine({ 'proc/uptime': '1 1' });
    assert.equal(read().uptimeMs, 1000);
    write('proc/uptime', '2 2');
    assert.equal(read().uptimeMs, 2000);
  });
});

describe('the throttling of a machine on which only vcgencmd knows', () => {
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('is what vcgencmd said the time before', async () => {
    const answers = ['throttled=0x50000\n', 'throttled=0x2\n', 'throttled=0x0\n'];
    const { read } = machine({}, async () => ({
      outcome: 'ended',
      exitCode: 0,
      stdout: answers.shift() ?? '',
      stderr: '',
    }));
    assert.equal(read().throttled, undefined);
    await settled();
    assert.deepEqual(read().throttled, { now: [], sinceBoot: ['under-voltage', 'throttled'] });
    await settled();
    assert.deepEqual(read().throttled, { now: ['frequency-capped'], sinceBoot: [] });
  });

  for (const [what, answer, calls] of [
    ['is missing', missing, 1],
    ['may not ask', { ...missing, outcome: 'ended', exitCode: 255 }, 1],
    ['hangs', { ...missing, outcome: 'late' }, 3],
  ] as const) {
    it(`is asked for ${calls} time${calls > 1 ? 's' : ''} in 3 where vcgencmd ${what}`, async () => {
      let count = 0;
      const { read } = machine({}, async () => {
        count += 1;
        return answer;
      });
      for (let round = 0; round < 3; round += 1) {
        assert.equal(read().throttled, undefined);
        await settled();
      }
      assert.equal(count, calls);
    });
  }

  it('is asked for once at a time', async () => {
    let count = 0;
    const { read } = machine({}, () => {
      count += 1;
      return new Promise(() => {});
    });
    read();
    read();
    assert.equal(count, 1);
  });
});
