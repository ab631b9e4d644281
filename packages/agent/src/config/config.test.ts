import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { AgentError } from '../errors/agent-error.js';
import { listSettings } from './agent-config.js';
import { environmentName, loadConfig } from './load-config.js';
import { parseConfig } from './parse-config.js';

const folder = mkdtempSync(join(tmpdir(), 'agent-config-'));
after(() => rmSync(folder, { recursive: true }));

const fileWith = (content: string) => {
  const file = join(folder, `${Math.random()}.json`);
  writeFileSync(file, content);
  return file;
};
const problemsOf = (load: () => unknown): string => {
  try {
    load();
  } catch (error) {
    assert.ok(error instanceof AgentError && error.code === 'config_invalid');
    return error.message;
  }
  throw new Error('the configuration was accepted');
};

describe('loadConfig', () => {
  it('needs nothing but the camera id', () => {
    const config = loadConfig({ file: fileWith('{"cameraId":"a"}'), environment: {} });
    assert.equal(config.mqtt.url, 'mqtt://127.0.0.1:1883');
    assert.equal(config.video.width, 640);
    assert.equal(config.mqtt.retainStatus, true);
    assert.equal(config.capture.type, 'auto');
  });

  it('lets flags win over the environment and the environment over the file', () => {
    const config = loadConfig({
      file: fileWith(
        '{"cameraId":"file","mqtt":{"url":"mqtt://file","topicPrefix":"file"},"video":{"width":320}}',
      ),
      environment: {
        RPI_LIVE_CAMERA_AGENT_MQTT_URL: 'mqtt://environment',
        RPI_LIVE_CAMERA_AGENT_CAMERA_ID: 'environment',
      },
      flags: { cameraId: 'flag' },
    });
    assert.equal(config.cameraId, 'flag');
    assert.equal(config.mqtt.url, 'mqtt://environment');
    assert.equal(config.mqtt.topicPrefix, 'file');
    assert.equal(config.video.width, 320);
  });

  it('reads numbers and switches from the environment, and leaves text alone', () => {
    const { mqtt, video, capture, lease } = loadConfig({
      environment: {
        RPI_LIVE_CAMERA_AGENT_CAMERA_ID: '7',
        RPI_LIVE_CAMERA_AGENT_MQTT_PASSWORD: '1234',
        RPI_LIVE_CAMERA_AGENT_VIDEO_WIDTH: '800',
        RPI_LIVE_CAMERA_AGENT_CAPTURE_SOUND: 'false',
        RPI_LIVE_CAMERA_AGENT_LEASE_DEFAULT_MS: '2.5s',
      },
    });
    assert.deepEqual(
      [mqtt.password, video.width, capture.sound, lease.defaultMs],
      ['1234', 800, false, 2500],
    );
  });

  it('tells every problem at once, with its place and the nearest name', () => {
    const message = problemsOf(() =>
      loadConfig({
        file: fileWith(
          '{"cameraId":"a b","mqtt":{"ulr":"x","url":"http://x"},"vidoe":{},"lease":{"maxMs":"soon"}}',
        ),
        environment: { RPI_LIVE_CAMERA_AGENT_MQTT_USRNAME: 'x' },
      }),
    );
    for (const line of [
      'RPI_LIVE_CAMERA_AGENT_MQTT_USRNAME: unknown environment variable; did you mean RPI_LIVE_CAMERA_AGENT_MQTT_USERNAME?',
      'cameraId: must be 1 to 64 letters',
      'mqtt.url: must be a mqtt://',
      'mqtt.ulr: unknown setting; did you mean mqtt.url?',
      'vidoe: unknown setting; did you mean video?',
      'lease.maxMs: must be 1000 to 86400000 milliseconds',
    ]) {
      assert.ok(message.includes(`  - ${line}`), `${line}\nnot in\n${message}`);
    }
  });

  it('says what a minimal file looks like when there is none', () => {
    assert.match(
      problemsOf(() => loadConfig({ environment: {} })),
      /--config FILE.*"cameraId"/,
    );
    const missing = problemsOf(() => loadConfig({ file: join(folder, 'missing.json'), environment: {} }));
    assert.match(missing, /cannot be read \(ENOENT\)\. A minimal file: /);
  });

  for (const content of ['{', '[]', '"text"']) {
    it(`refuses a file that holds ${content}`, () => {
      assert.match(
        problemsOf(() => loadConfig({ file: fileWith(content), environment: {} })),
        /is not JSON|must hold/,
      );
    });
  }
});

describe('parseConfig', () => {
  it('refuses a certificate without its key', () => {
    assert.match(
      problemsOf(() => parseConfig({ cameraId: 'a', mqtt: { certFile: 'x' } })),
      /give both or none/,
    );
  });

  it('refuses a capture without what it films', () => {
    for (const [type, setting] of [
      ['rtsp', 'url'],
      ['file', 'file'],
    ] as const) {
      assert.match(
        problemsOf(() => parseConfig({ cameraId: 'a', capture: { type } })),
        new RegExp(`capture\\.${setting}: is missing; capture\\.type "${type}" needs it`),
      );
    }
  });

  it('refuses certificates that nobody would look at', () => {
    const mqtt = { url: 'mqtt://broker', caFile: 'x', alpn: 'x' };
    const problems = problemsOf(() => parseConfig({ cameraId: 'a', mqtt }));
    for (const name of ['caFile', 'alpn']) {
      assert.ok(
        problems.includes(`mqtt.${name}: is of no use without TLS; use mqtts:// in mqtt.url`),
        problems,
      );
    }
  });

  it('refuses an IP camera that does not speak RTSP', () => {
    const capture = { type: 'rtsp', url: 'http://camera/video' };
    assert.match(
      problemsOf(() => parseConfig({ cameraId: 'a', capture })),
      /capture\.url: must be an rtsp:\/\//,
    );
  });

  it('refuses a default lease above the longest one', () => {
    const lease = { defaultMs: 20_000, maxMs: 10_000 };
    assert.match(
      problemsOf(() => parseConfig({ cameraId: 'a', lease })),
      /is longer than lease\.maxMs/,
    );
  });
});

describe('README', () => {
  it('has every setting with its default, its variable and its meaning', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    for (const { path, description, defaultValue } of listSettings()) {
      const fallback = defaultValue === undefined ? 'must be given' : `\`${JSON.stringify(defaultValue)}\``;
      const row = `| \`${path.join('.')}\` | ${fallback} | ${description} | \`${environmentName(path)}\` |`;
      assert.ok(readme.includes(row), `the table lacks this row:\n${row}`);
    }
  });
});
