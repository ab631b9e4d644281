import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseConfig } from '../config/parse-config.js';
import { readInitFlags } from './init-flags.js';
import { findServiceObstacles } from './service-obstacles.js';
import { configTextWithoutSecrets, writeConfigStep } from './write-config.js';

const directory = mkdtempSync(join(tmpdir(), 'init-'));
after(() => rmSync(directory, { recursive: true }));

describe('the flags of init', () => {
  it('are one for each setting, and some of its own', () => {
    const flags = readInitFlags([
      '--camera-id',
      'door',
      '--capture',
      'v4l2',
      '--video-width=1280',
      '--mqtt-ca-file',
      '/ca',
      '--service',
      '-y',
    ]);
    assert.deepEqual(flags.settings, {
      cameraId: 'door',
      'capture.type': 'v4l2',
      'video.width': '1280',
      'mqtt.caFile': '/ca',
    });
    assert.deepEqual([flags.service, flags.answers, flags.task], ['install', 'yes', 'do']);
  });

  it('are told apart by what is near', () => {
    assert.throws(() => readInitFlags(['--mqtt-usrname', 'x']), /did you mean --mqtt-username\?/);
  });

  for (const [given, task] of [
    [[], 'do'],
    [['--dry-run'], 'say only'],
    [['--remove'], 'remove'],
    [['--help', '--remove'], 'help'],
  ] as const) {
    it(`${given.join(' ') || 'none'}: ${task}`, () => assert.equal(readInitFlags(given).task, task));
  }
});

describe('the configuration that init writes', () => {
  it('is for its owner alone, whole, and what was given', async () => {
    const file = join(directory, 'deep/agent.json');
    const settings = { cameraId: 'door', mqtt: { password: 's3cret' } };
    for (let times = 0; times < 2; times++) assert.equal(await writeConfigStep(settings, file).run(), null);
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), settings);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(directory, 'deep')), ['agent.json']);
  });

  it('says where it cannot be written, and what then', async () => {
    const inTheWay = join(directory, 'file');
    writeFileSync(inTheWay, '');
    const problem = await writeConfigStep({}, join(inTheWay, 'agent.json')).run();
    assert.match(problem ?? '', /file\/agent\.json cannot be written \(\w+\).*--output/);
  });

  it('is shown without secrets', () => {
    const shown = configTextWithoutSecrets({
      mqtt: { password: 'one' },
      capture: { url: 'rtsp://me:two@cam/1' },
    });
    assert.doesNotMatch(shown, /one|two/);
    assert.match(shown, /rtsp:\/\/me:\*\*\*@cam/);
  });
});

describe('what a service could not use', () => {
  const find = (settings: object, path = '/etc/rpi-live-camera/agent.json') =>
    findServiceObstacles(parseConfig({ cameraId: 'door', ...settings }), path);
  it('is nothing by default', () => assert.deepEqual(find({}), []));
  it('is a key in a home', () => {
    const mqtt = { url: 'mqtts://b', certFile: '/home/pi/door.pem', keyFile: '/etc/door.key' };
    assert.match(
      find({ mqtt }).join(),
      /^mqtt\.certFile: a service sees no home.*\/home\/pi\/door\.pem\. Put it under/,
    );
  });
  it('is a relative path', () => {
    assert.match(
      find({ capture: { type: 'file', file: 'films/a.mp4' } }).join(),
      /capture\.file: films\/a\.mp4 must be an absolute path/,
    );
  });
  it('is a configuration in /tmp', () => assert.match(find({}, '/tmp/agent.json').join(), /^--output: /));
});
