import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfig } from './load.js';
import { ConfigError, parseConfig } from './parse.js';
import { cameraConfigs } from './schema.js';

const cameras = [{ id: 'front-door' }];

function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems;
  }
  assert.fail('was accepted');
}

describe('parseConfig', () => {
  it('needs nothing but a camera and fills in the documented defaults', () => {
    const config = parseConfig({ cameras });
    assert.equal(config.port, 8080);
    assert.deepEqual(config.hls, { segmentMs: 1000, partMs: 200, windowMs: 12_000 });
    assert.deepEqual(config.transports, ['hls', 'fmp4', 'webrtc', 'mjpeg']);
    assert.deepEqual(config.cameras[0]?.video, {
      width: 640,
      height: 480,
      framesPerSecond: 30,
      bitsPerSecond: 2_000_000,
      keyframeIntervalMs: 1000,
    });
  });

  it('names an unknown setting with its path and the nearest one', () => {
    assert.deepEqual(
      problemsOf(() => parseConfig({ cameras, hls: { segmentMS: 5 } })),
      ['hls.segmentMS: unknown setting, did you mean "segmentMs"?'],
    );
    assert.deepEqual(
      problemsOf(() => parseConfig({ cameras: [{ id: 'a', nmae: 'A' }] })),
      ['cameras.0.nmae: unknown setting, did you mean "name"?'],
    );
    assert.deepEqual(
      problemsOf(() => parseConfig({ cameras, zzz: 1 })),
      ['zzz: unknown setting'],
    );
  });

  it('names all problems at once', () => {
    const problems = problemsOf(() =>
      parseConfig({ cameras: [{ id: 'a b' }], port: 'x', mqtt: { url: 'nowhere' } }),
    );
    assert.deepEqual(problems.map((problem) => problem.split(':')[0]).sort(), [
      'cameras.0.id',
      'mqtt.url',
      'port',
    ]);
  });

  it('says that cameras are missing, and how one looks', () => {
    assert.match(problemsOf(() => parseConfig({})).join(), /^cameras: /);
    assert.match(problemsOf(() => parseConfig({ cameras: [] })).join(), /"id": "front-door"/);
  });

  it('reads durations with a unit', () => {
    assert.equal(parseConfig({ cameras, sessions: { keepAliveMs: '2.5s' } }).sessions.keepAliveMs, 2500);
    assert.match(
      problemsOf(() => parseConfig({ cameras, sessions: { keepAliveMs: 'soon' } })).join(),
      /sessions\.keepAliveMs: must be milliseconds/,
    );
  });

  it('refuses what contradicts itself', () => {
    assert.match(
      problemsOf(() => parseConfig({ cameras: [{ id: 'a' }, { id: 'a' }] })).join(),
      /"a" is listed twice/,
    );
    assert.match(
      problemsOf(() =>
        parseConfig({ cameras: [{ id: 'a' }, { id: 'b' }], mqtt: { controlTopic: 'CAMERA_CONTROL' } }),
      ).join(),
      /reaches one camera only/,
    );
    assert.match(problemsOf(() => parseConfig({ cameras, tls: { certFile: 'c' } })).join(), /go together/);
  });
});

describe('cameraConfigs', () => {
  it('lets a camera inherit its protocol and name, and a fixed control topic imply a camera without a lease', () => {
    const [camera] = cameraConfigs(parseConfig({ cameras, ingest: { protocol: 'udp' } }));
    assert.equal(camera?.name, 'front-door');
    assert.equal(camera?.ingest.protocol, 'udp');
    assert.equal(camera?.lease, true);
    const [fixed] = cameraConfigs(parseConfig({ cameras, mqtt: { controlTopic: 'CAMERA_CONTROL' } }));
    assert.equal(fixed?.lease, false);
  });
});

describe('the settings of the broker', () => {
  it('are refused when nobody would look at a certificate', () => {
    const problems = problemsOf(() => parseConfig({ cameras, mqtt: { caFile: 'x', alpn: 'x' } }));
    assert.deepEqual(problems, [
      'mqtt.caFile: is of no use without TLS; use mqtts:// in mqtt.url',
      'mqtt.alpn: is of no use without TLS; use mqtts:// in mqtt.url',
    ]);
    parseConfig({ cameras, mqtt: { url: 'MQTTS://broker', caFile: 'x', alpn: 'x' } });
    parseConfig({ cameras, mqtt: { caFile: 'x' }, broker: { enabled: true } });
  });
});

describe('loadConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
  after(() => rmSync(folder, { recursive: true }));
  const write = (content: string): string => {
    const file = join(folder, 'config.json');
    writeFileSync(file, content);
    return file;
  };

  it('lets flags win over the environment and the environment over the file', () => {
    const file = write(JSON.stringify({ cameras, port: 1, host: 'a', mqtt: { url: 'mqtt://file' } }));
    const { config, origins } = loadConfig({
      file,
      environment: {
        RPI_LIVE_CAMERA_PORT: '2',
        RPI_LIVE_CAMERA_MQTT_URL: 'mqtt://env',
        RPI_LIVE_CAMERA_AGENT_X: '1',
      },
      flags: { port: 3 },
    });
    assert.equal(config.port, 3);
    assert.equal(config.mqtt.url, 'mqtt://env');
    assert.equal(config.host, 'a');
    assert.equal(origins.get('port'), 'flag');
    assert.equal(origins.get('mqtt.url'), 'environment');
    assert.equal(origins.get('host'), 'file');
  });

  it('reads lists as JSON and camel case as words', () => {
    const { config } = loadConfig({
      environment: {
        RPI_LIVE_CAMERA_CAMERAS: '[{"id":"a"}]',
        RPI_LIVE_CAMERA_SESSIONS_KEEP_ALIVE_MS: '500',
        RPI_LIVE_CAMERA_MQTT_PASSWORD: '123',
      },
    });
    assert.equal(config.cameras[0]?.id, 'a');
    assert.equal(config.sessions.keepAliveMs, 500);
    assert.equal(config.mqtt.password, '123');
  });

  it('names a variable that is no setting', () => {
    const problems = problemsOf(() =>
      loadConfig({ environment: { RPI_LIVE_CAMERA_CAMERAS: '[{"id":"a"}]', RPI_LIVE_CAMERA_PROT: '1' } }),
    );
    assert.deepEqual(problems, [
      'RPI_LIVE_CAMERA_PROT: unknown environment variable, did you mean RPI_LIVE_CAMERA_PORT?',
    ]);
  });

  it('says what is wrong with the file', () => {
    assert.match(
      problemsOf(() => loadConfig({ file: join(folder, 'none.json'), environment: {} })).join(),
      /ENOENT/,
    );
    assert.match(
      problemsOf(() => loadConfig({ file: write('{'), environment: {} })).join(),
      /is not valid JSON/,
    );
    assert.match(
      problemsOf(() => loadConfig({ file: write('[]'), environment: {} })).join(),
      /must hold a JSON object/,
    );
  });

  it('refuses settings however deep they lie, and whatever they are called', () => {
    const deep = `${'{"a":'.repeat(6000)}1${'}'.repeat(6000)}`;
    assert.deepEqual(
      problemsOf(() => loadConfig({ file: write(deep), environment: {} })),
      ['cameras: is missing', 'a: unknown setting'],
    );
    const hidden = '{"__proto__":{"cameras":[{"id":"a"}]}}';
    assert.match(
      problemsOf(() => loadConfig({ file: write(hidden), environment: {} })).join(),
      /cameras: is missing/,
    );
  });
});
